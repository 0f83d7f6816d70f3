package dev.hathora.operator.controller.roomset;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class WatchSelectorTest {
    /** As kubectl --selector decides. */
    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of("", true, "nothing is asked for"),
                Arguments.of(" , ", true, "nothing is asked for either"),
                Arguments.of("shard=a", true, "the label has the value"),
                Arguments.of("shard==a", true, "the same, written differently"),
                Arguments.of("shard = a", true, "spaces do not matter"),
                Arguments.of("shard=b", false, "the label has another value"),
                Arguments.of("tier=a", false, "there is no such label"),
                Arguments.of("shard!=b", true, "the label has another value"),
                Arguments.of("shard!=a", false, "the label has the value"),
                Arguments.of("tier!=a", true, "there is no such label, which counts as different"),
                Arguments.of("shard in (a, b)", true, "one of the values"),
                Arguments.of("shard in (b,c)", false, "none of the values"),
                Arguments.of("tier in (a)", false, "there is no such label"),
                Arguments.of("shard notin (b,c)", true, "none of the values"),
                Arguments.of("shard notin (a)", false, "one of the values"),
                Arguments.of("tier notin (a)", true, "there is no such label, which counts as different"),
                Arguments.of("shard", true, "the label exists"),
                Arguments.of("tier", false, "it does not"),
                Arguments.of("!tier", true, "it does not, as asked for"),
                Arguments.of("!shard", false, "it does"),
                Arguments.of("empty=", true, "the empty value is a value"),
                Arguments.of("shard=a,empty,!tier", true, "all are met"),
                Arguments.of("shard=a,tier", false, "one is not met"),
                Arguments.of("shard in (a,b),example.com/mode=duel", true, "the comma in parentheses separates values"),
                Arguments.of("example.com/mode notin (duel,quiz),shard=a", false, "one is not met"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("rows")
    void matchesAsKubernetesDoes(String selector, boolean matches, String why) {
        Map<String, String> labels = Map.of("shard", "a", "empty", "", "example.com/mode", "duel");

        assertThat(new WatchSelector(selector).matches(labels)).as(why).isEqualTo(matches);
    }

    @Test
    void noSelectorMatchesEverything() {
        assertThat(new WatchSelector(null).matches(Map.of())).isTrue();
        assertThat(new WatchSelector(null).text()).isEmpty();
    }
}
