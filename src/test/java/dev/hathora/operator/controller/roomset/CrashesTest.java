package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class CrashesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Crashes crashes = new Crashes();

    /** Rooms that end so long after their creation, one after the other, each as soon as it may be created. */
    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of("5", 1, 1, false, "the first crash may be chance, so the delay is short"),
                Arguments.of("5 5", 2, 2, false, "it doubles"),
                Arguments.of("5 5 5", 3, 4, true, "from the third on, a user is told"),
                Arguments.of("5 5 5 5 5 5 5 5 5 5 5 5", 12, 300, true, "it grows to 5 minutes"),
                Arguments.of("29", 1, 1, false, "half a minute is the limit"),
                Arguments.of("30", 0, 0, false, "a short match is no crash"),
                Arguments.of("5 5 5 600", 0, 0, false, "a room that lasted shows that the game works again"),
                Arguments.of("5 5 5 600 5", 1, 1, false, "and delays begin anew"));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("rows")
    void delaysGrowWithCrashesInARow(String lifetimes, int inARow, long seconds, boolean many, String why) {
        Instant now = BEGIN;
        for (String lifetime : lifetimes.split(" ", -1)) {
            now = now.plus(crashes.delay(now).orElse(Duration.ZERO));
            crashes.created("room", now);
            now = now.plusSeconds(Long.parseLong(lifetime));
            crashes.ended("room", now);
        }

        assertThat(crashes.delay(now).orElse(Duration.ZERO)).as(why).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(crashes.areMany()).as(why).isEqualTo(many);
    }

    @Test
    void thoseOfABatchCountOnce() {
        IntStream.range(0, 20).forEach(i -> crashes.created("room-" + i, BEGIN));
        IntStream.range(0, 20).forEach(i -> crashes.ended("room-" + i, BEGIN.plusSeconds(2)));

        assertThat(crashes.delay(BEGIN.plusSeconds(2))).contains(Duration.ofSeconds(1));
        assertThat(crashes.areMany()).isFalse();
    }

    @Test
    void crashesOfLongAgoAreForgotten() {
        crashes.created("one", BEGIN);
        crashes.ended("one", BEGIN.plusSeconds(1));
        Instant later = BEGIN.plus(Duration.ofMinutes(11));
        crashes.created("two", later);
        crashes.ended("two", later);

        assertThat(crashes.delay(later)).contains(Duration.ofSeconds(1));
    }

    @Test
    void theRoomOfAnOperatorBeforeIsNoCrash() {
        crashes.ended("unknown", BEGIN);

        assertThat(crashes.delay(BEGIN)).isEmpty();
    }
}
