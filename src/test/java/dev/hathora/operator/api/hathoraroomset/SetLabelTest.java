package dev.hathora.operator.api.hathoraroomset;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SetLabelTest {
    private static final String LONGEST_LABEL = "x".repeat(63);

    @ParameterizedTest
    @ValueSource(strings = {"a", "hubs", "hubs.eu-west.7", "7"})
    void isTheNameIfThatIsALabel(String name) {
        assertThat(SetLabel.of(name)).isEqualTo(name);
        assertThat(SetLabel.of(LONGEST_LABEL)).isEqualTo(LONGEST_LABEL);
    }

    /** Labels that rooms already have must be found by later versions: these values may never change. */
    @ParameterizedTest
    @CsvSource({"64, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_7ce100971f64e7001e8fe5a51973ecdf",
        "253, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_1329e1bd71a6a7b275594ffb7ac73e14"})
    void ofALongNameIsShortenedAndNeverChanges(int length, String label) {
        assertThat(SetLabel.of("x".repeat(length))).isEqualTo(label).hasSize(63);
    }

    /** Names that begin alike, or end in what a label begins with, and dots and hyphens where they are cut. */
    @Test
    void differsWhereNamesDo() {
        Stream<String> names = Stream.of(LONGEST_LABEL, LONGEST_LABEL + "a", LONGEST_LABEL + "b", LONGEST_LABEL + "a.b",
                "x".repeat(253), "x".repeat(252) + "y", "a".repeat(29) + "." + "b".repeat(40),
                "a".repeat(29) + "-" + "b".repeat(40));

        assertThat(names.map(SetLabel::of)).doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"));
    }

    /** Only a long name gets a '_', which no name has. */
    @Test
    void ofALongNameIsNoOtherSetsName() {
        assertThat(SetLabel.of("x".repeat(64))).contains("_");
        assertThat(SetLabel.of("x".repeat(63))).doesNotContain("_");
    }

    @Test
    void selectsTheRoomsOfASet() {
        assertThat(SetLabel.selector("hubs")).isEqualTo("hathora.dev/room-set=hubs");
    }
}
