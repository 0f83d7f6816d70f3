package dev.hathora.operator.controller.report;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A burst of events is spread over time, and single ones are written at once. */
class EventPaceTest {
    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', value = {
        "0   | 0    | 0   | the first one",
        "99  | 0    | 0   | the last one of a burst",
        "100 | 0    | 50  | the first one beyond a burst",
        "119 | 0    | 1000 | twenty for each second",
        "119 | 400  | 600 | a place is free after each 50 ms",
        "119 | 1000 | 0   | the time since has made room",
        "200 | 90000 | 0  | a long time ago",
    })
    void waits(int before, long elapsedMillis, long waitsMillis, String why) {
        AtomicLong now = new AtomicLong(-1_000_000);
        EventPace pace = new EventPace(now::get);
        IntStream.range(0, before).forEach(i -> assertThat(pace.next().isNegative()).isFalse());
        now.addAndGet(Duration.ofMillis(elapsedMillis).toNanos());

        assertThat(pace.next()).as(why).isEqualTo(Duration.ofMillis(waitsMillis));
    }

    @ParameterizedTest
    @CsvSource({"1000", "90000"})
    void aLongSilenceGathersNoMoreThanOneBurst(long silenceMillis) {
        AtomicLong now = new AtomicLong();
        EventPace pace = new EventPace(now::get);
        now.addAndGet(Duration.ofMillis(silenceMillis).toNanos());
        IntStream.range(0, EventPace.AT_ONCE).forEach(i -> assertThat(pace.next()).isZero());

        assertThat(pace.next()).isEqualTo(EventPace.APART);
    }

    @Test
    void aNamespaceDoesNotWaitForAnother() {
        AtomicLong now = new AtomicLong();
        EventPaces paces = new EventPaces(now::get);
        IntStream.range(0, 1000).forEach(i -> assertThat(paces.next("games").isNegative()).isFalse());

        assertThat(paces.next("games")).isPositive();
        assertThat(paces.next("arena")).isZero();
    }
}
