package dev.hathora.operator.traffic;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RampTest {
    @ParameterizedTest(name = "from {0} to {1} by {2}, after {3} s: {4} calls, rate {5}")
    @CsvSource(delimiter = '|', value = {
        "50  | 50 | 0    | 2   | 100    | 50  | does not grow",
        "0.5 | 0.5| 0    | 3   | 1.5    | 0.5 | fractions",
        "2   | 10 | 1    | 8   | 48     | 10  | just grown",
        "10  | 20 | 1    | 5   | 62.5   | 15  | still growing",
        "10  | 20 | 1    | 10  | 150    | 20  | at the limit",
        "10  | 20 | 1    | 12  | 190    | 20  | stays at the limit",
        "10  | 20 | 1    | 0   | 0      | 10  | no time",
    })
    void growsToItsLimit(double rate, double limit, double growth, double seconds, double calls, double later,
            String reason) {
        Ramp ramp = new Ramp(rate, limit, growth);
        assertThat(ramp.calls(seconds)).as(reason).isCloseTo(calls, within(1e-9));
        assertThat(ramp.after(seconds).rate()).as(reason).isCloseTo(later, within(1e-9));
        if (calls > 0) {
            assertThat(ramp.secondsFor(calls)).as("the way back: " + reason).isCloseTo(seconds, within(1e-9));
        }
    }
}
