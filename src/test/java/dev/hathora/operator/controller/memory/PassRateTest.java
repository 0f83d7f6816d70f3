package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How often a resource may be reconciled. Time is the test's. */
class PassRateTest {
    private final PassRate rate = new PassRate();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    /** Passes of a resource that is requeued every millisecond. */
    private int passes(Duration time) {
        int passes = 0;
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plusMillis(1)) {
            passes += rate.delay(now).isZero() ? 1 : 0;
        }
        return passes;
    }

    @Test
    void aLoopIsLimitedToTwicePerSecondUntilItHasEndedForAWhile() {
        assertThat(passes(Duration.ofMillis(100))).as("a burst").isEqualTo(PassRate.BURST);
        assertThat(passes(Duration.ofSeconds(60))).as("then").isEqualTo(120);

        now = now.plusSeconds(10);
        assertThat(passes(Duration.ofMillis(100))).as("after 10 s").isEqualTo(20);
        now = now.plusSeconds(3600);
        assertThat(passes(Duration.ofMillis(100))).as("after an hour").isEqualTo(PassRate.BURST);
    }

    @Test
    void whoAsksAgainWhenToldToMayStart() {
        passes(Duration.ofMillis(100));

        Duration delay = rate.delay(now);

        assertThat(delay).isPositive().isLessThanOrEqualTo(PassRate.INTERVAL);
        now = now.plus(delay);
        assertThat(rate.delay(now)).isZero();
        assertThat(rate.delay(now)).as("that was the only one").isEqualTo(PassRate.INTERVAL);
    }

    @Test
    void aClockThatIsSetBackStopsNothing() {
        passes(Duration.ofMillis(100));

        now = now.minusSeconds(3600);

        assertThat(passes(Duration.ofSeconds(10))).isEqualTo(19);
    }

    @Test
    void warnsOnceInAWhile() {
        assertThat(rate.warns(now)).isTrue();
        assertThat(rate.warns(now.plusSeconds(599))).isFalse();
        assertThat(rate.warns(now.plusSeconds(600))).isTrue();
    }
}
