package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import dev.hathora.operator.testing.JumpingClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How far the clock has come some time after the time of day was changed. */
class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private Instant timeOfDay = START;
    private final SteadyClock clock = new SteadyClock(() -> timeOfDay, nanos::get);

    @ParameterizedTest(name = "{3}: put by {0} s, {1} s later")
    @CsvSource(textBlock = """
            0,    30,  30,   the time of day as it is
            40,   0,   0,    a jump alone lets no time pass
            40,   30,  33,   put forward: followed by a tenth
            -40,  30,  27,   put back: never runs backwards
            40,   500, 540,  caught up
            2,    30,  32,   a small difference is made up soon
            299,  1,   1.1,  the longest that is followed slowly
            300,  1,   301,  asleep: followed at once
            -300, 1,   -299, a clock that was wrong from the start: followed at once
            """)
    void followsTheTimeOfDay(double put, double later, double expected, String why) {
        timeOfDay = timeOfDay.plus(seconds(put + later));
        nanos.addAndGet(seconds(later).toNanos());

        assertThat(Duration.between(START, clock.instant())).as(why).isEqualTo(seconds(expected));
    }

    @Test
    void manySmallStepsComeAsFarAsOneLargeStep() {
        timeOfDay = timeOfDay.plusSeconds(40);
        for (int second = 0; second < 30; second++) {
            timeOfDay = timeOfDay.plusSeconds(1);
            nanos.addAndGet(seconds(1).toNanos());
            clock.instant();
        }
        assertThat(Duration.between(START, clock.instant())).isEqualTo(seconds(33));
    }

    @Test
    void theSystemsClocksAgree() {
        JumpingClock jumping = new JumpingClock();
        SteadyClock steady = new SteadyClock(jumping, System::nanoTime);
        jumping.jump(seconds(40));

        assertThat(Duration.between(steady.instant(), jumping.instant())).isGreaterThan(seconds(30));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
