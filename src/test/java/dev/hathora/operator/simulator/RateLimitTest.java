package dev.hathora.operator.simulator;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.hathora.operator.simulator.Caller.ROOMS;
import static org.assertj.core.api.Assertions.assertThat;

/** One second's calls at once, then as many as flow in; beyond that 429. */
class RateLimitTest {
    @ParameterizedTest(name = "{0} calls/s: {1} pass at once, Retry-After {2}, {4} pass {3} later")
    @CsvSource({
        "5,   5, 1,  PT1S,    5",
        "5,   5, 1,  PT0.4S,  2",
        "5,   5, 1,  PT1H,    5",
        "1,   1, 1,  PT0.9S,  0",
        "0.1, 1, 10, PT10S,   1",
        "0.1, 1, 10, PT9.9S,  0"})
    void callsBeyondTheLimitAreAnswered429(double rate, int burst, String retryAfter, Duration later, int then) {
        var clock = new ManualClock();
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withRateLimit(rate), clock);
                Caller caller = new Caller(simulator)) {
            assertThat(passing(caller)).isEqualTo(burst);
            Caller.Reply refused = caller.create("r1");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.message()).isEqualTo("too many requests");
            assertThat(refused.retryAfter()).isEqualTo(retryAfter);
            assertThat(simulator.rooms()).isEmpty();

            clock.advance(later);
            assertThat(passing(caller)).isEqualTo(then);
            assertThat(caller.get("/_sim/rooms").status()).as("what lies behind is not limited").isEqualTo(200);
        }
    }

    /** How many of ten calls pass. */
    private static long passing(Caller caller) {
        return IntStream.range(0, 10).filter(call -> caller.get(ROOMS + "/info/nowhere").status() != 429).count();
    }
}
