package dev.hathora.operator.roomset;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.hathora.operator.roomset.SetCase.set;
import static org.assertj.core.api.Assertions.assertThat;

class SetDesiredTest {
    @ParameterizedTest(name = "{4}")
    @CsvSource({"-1, -1, 0, 1, negative numbers count as 0, and then one may be unavailable",
        "0, 0, 0, 1, one has to be unavailable where none may be too many",
        "0, 3, 0, 3, it is as spec says", "1, 0, 1, 0, none has to be unavailable where one may be too many"})
    void boundsThatAllowNoStepAreWidened(int surge, int unavailable, int most, int least, String reason) {
        SetDesired desired = set(-5).desired();
        SetDesired actual = new SetDesired(desired.replicas(), surge, unavailable, desired.rolloutType(),
                desired.minReady(), false, SetCase.NEW);
        assertThat(actual.replicas()).isZero();
        assertThat(List.of(actual.maxSurge(), actual.maxUnavailable())).as(reason).isEqualTo(List.of(most, least));
    }
}
