package dev.hathora.operator.traffic;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TokenBucketTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** The clock wraps around within a second. */
    private static final long NOW = Long.MAX_VALUE - SECOND / 2;

    @ParameterizedTest(name = "{0} per second, {1} taken: wait {2} ms")
    @CsvSource(delimiter = '|', value = {
        "50  | 9   | 0    | a full one holds 0.2 s' worth",
        "50  | 10  | 20   | then they come one by one",
        "1   | 0   | 0    | it holds one, however slow",
        "1   | 1   | 1000 | ",
        "0.5 | 1   | 2000 | ",
        "7   | 1   | 86   | 1.4 fit",
    })
    void holdsALittle(double rate, int taken, double millis, String reason) {
        TokenBucket bucket = TokenBucket.full(rate, NOW);
        for (int i = 0; i < taken; i++) {
            bucket = bucket.take();
        }
        long wait = bucket.waitFrom(NOW);
        assertThat(wait / 1e6).as(reason).isCloseTo(millis, within(0.5));
        assertThat(bucket.waitFrom(NOW + wait)).as("what it says is enough").isZero();
        assertThat(bucket.at(NOW + wait).waitFrom(NOW + wait)).as("step by step, too").isZero();
        if (wait > 1) {
            assertThat(bucket.waitFrom(NOW + wait - 1 - wait / 1_000_000)).as("nor is it too much").isPositive();
        }
    }

    @Test
    void neverHoldsMoreThanFits() {
        TokenBucket rested = TokenBucket.full(50, NOW).take().at(NOW + 1000 * SECOND);
        assertThat(rested.tokens()).isEqualTo(10);
        assertThat(rested.at(NOW)).as("time does not go back").isEqualTo(rested);
        assertThat(rested.slowed(5, 50, 1).tokens()).as("less fits at a lower rate").isEqualTo(1);
    }

    @Test
    void waitsOnAPauseAndHoldsOneTokenAfterIt() {
        TokenBucket paused = TokenBucket.full(50, NOW).pausedUntil(NOW + SECOND);
        assertThat(paused.isPaused(NOW)).isTrue();
        assertThat(paused.isPaused(NOW + SECOND)).isFalse();
        assertThat(paused.waitFrom(NOW)).isEqualTo(SECOND);
        assertThat(paused.take().waitFrom(NOW + SECOND) / 1e6).isCloseTo(20, within(0.01));
        assertThat(paused.pausedUntil(NOW + SECOND / 2)).as("a shorter one changes nothing").isEqualTo(paused);
        assertThat(paused.pausedUntil(NOW + 2 * SECOND).waitFrom(NOW)).as("a longer one counts").isEqualTo(2 * SECOND);
    }

    @Test
    void shortPausesOneAfterAnotherBringNoTokens() {
        TokenBucket bucket = TokenBucket.full(1, NOW).take();
        for (int i = 1; i <= 9; i++) {
            bucket = bucket.pausedUntil(NOW + i * SECOND / 10);
        }
        assertThat(bucket.tokens()).isCloseTo(0.9, within(1e-9));
    }

    @Test
    void anAbsurdRateAsksAgainNowAndThen() {
        assertThat(TokenBucket.full(1e-300, NOW).take().waitFrom(NOW)).isEqualTo(3600 * SECOND);
    }
}
