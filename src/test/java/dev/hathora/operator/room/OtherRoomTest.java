package dev.hathora.operator.room;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a room that was replaced may come back. */
class OtherRoomTest {
    private static final Instant NOW = Given.NOW;

    @Test
    void thatCountsFromTheLastAttemptBeforeAnotherRoomTookItsPlace() {
        OtherRoom triedForLong = OtherRoom.UNKNOWN.notDestroyed(NOW.minus(Timing.DOUBT)).notReplaced()
                .notDestroyed(NOW);

        assertThat(triedForLong.destroyAgainAt(null, NOW)).isEqualTo(NOW.plus(Timing.APART.multipliedBy(3)));
    }

    @Test
    void afterThatItIsOver() {
        OtherRoom asked = OtherRoom.UNKNOWN.notDestroyed(NOW.minus(Timing.DOUBT)).notDestroyed(NOW);

        assertThat(asked.destroyAgainAt(null, NOW)).isNull();
    }
}
