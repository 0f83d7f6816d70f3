package dev.hathora.operator.roomset;

import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomNamesTest {
    /** Kubernetes' rule for names of resources. */
    private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    @Test
    void aRoomHasTheNameOfItsSetAndASuffix() {
        assertThat(new RoomNames("duel").next(bound -> 0)).isEqualTo("duel-bbbbb");
        assertThat(new RoomNames("duel.eu").next(bound -> bound - 1)).isEqualTo("duel.eu-99999");
        assertThat(new RoomNames("duel").next(new Random(1)::nextInt)).matches("duel-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', value = {
        "246 | a | 252 | a name that fits is kept",
        "247 | a | 253 | one that does not is cut",
        "253 | a | 253 | the longest name",
        "253 | . | 253 | cut at a dot",
        "253 | - | 253 | cut at a hyphen",
    })
    void aLongNameIsCutAndGetsAHash(int length, String atTheCut, int expected, String reason) {
        String set = "a".repeat(225) + atTheCut + "b".repeat(length - 226);
        String name = new RoomNames(set).next(bound -> 0);
        assertThat(name).as(reason).hasSize(expected).matches(SUBDOMAIN).startsWith("a".repeat(225))
                .endsWith("-bbbbb");
        assertThat(name.startsWith(set + "-")).as("kept").isEqualTo(length <= 246);
    }

    @Property(tries = 1000)
    void everyNameIsOneThatKubernetesTakes(@ForAll("names") String set, @ForAll Random random) {
        assertThat(new RoomNames(set).next(random::nextInt)).matches(SUBDOMAIN).hasSizeLessThanOrEqualTo(253);
    }

    @Property(tries = 3000)
    void noTwoSetsShareAPrefix(@ForAll("names") String one, @ForAll("names") String other) {
        Assume.that(!one.equals(other));
        assertThat(new RoomNames(one).next(bound -> 0)).isNotEqualTo(new RoomNames(other).next(bound -> 0));
    }

    /** A set may bear the very name to which another one is cut. */
    @Property(tries = 1000)
    void norWithASetThatIsNamedLikeAPrefix(@ForAll("names") String one) {
        String name = new RoomNames(one).next(bound -> 0);
        String prefix = name.substring(0, name.length() - 6);
        Assume.that(!prefix.equals(one));
        assertThat(new RoomNames(prefix).next(bound -> 0)).isNotEqualTo(name);
    }

    /** Names of few letters and all lengths, and some that differ only at their end. */
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> any = Arbitraries.strings().withChars("ab-.").ofMaxLength(251)
                .map(s -> "a" + s.replaceAll("[.-]*\\.[.-]*", "a.b") + "b")
                .filter(s -> s.length() <= 253);
        Arbitrary<String> alike = Arbitraries.integers().between(1, 252)
                .flatMap(n -> Arbitraries.of("a", "b").map(end -> "a".repeat(n) + end));
        return Arbitraries.oneOf(any, any.map(s -> (s + "a".repeat(253)).substring(0, 252) + "b"), alike);
    }
}
