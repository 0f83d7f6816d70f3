package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.time.InstantSource;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Timing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What resources have in common that have to do with one room. */
class SharedRoomTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Claim FINALS = new Claim("app-1", "finals");

    private final TrackedRooms rooms = new TrackedRooms(InstantSource.fixed(NOW));

    private TrackedRoom resource(String uid) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withNamespace("games").withName(uid).withUid(uid).build());
        return rooms.of(room);
    }

    @Test
    void isOneForEachIdAndAsLongAsAnybodyNeedsIt() {
        TrackedRoom holder = resource("holder");
        TrackedRoom observer = resource("observer");
        TrackedRoom other = resource("other");
        holder.retarget(FINALS);
        observer.retarget(new Claim("app-2", "finals"));
        other.retarget(new Claim("app-1", "semifinals"));

        assertThat(observer.shared()).isSameAs(holder.shared()).isNotSameAs(other.shared());
        SharedRoom first = holder.shared();
        rooms.forget(holder);
        assertThat(rooms.accountFor("finals")).isTrue();
        assertThat(observer.shared()).isSameAs(first);
        observer.retarget(null);
        assertThat(rooms.accountFor("finals")).isFalse();
        TrackedRoom next = resource("next");
        next.retarget(FINALS);
        assertThat(next.shared()).isNotSameAs(first);
    }

    @Test
    void sleepsAsLongAsItsHolderSays() {
        SharedRoom room = new SharedRoom();
        assertThat(room.mayBeWoken(NOW)).as("nobody says so").isTrue();
        room.wanted(true);
        assertThat(room.mayBeWoken(NOW.plusSeconds(1_000_000))).isFalse();
        room.wanted(false);
        assertThat(room.mayBeWoken(NOW)).isTrue();
    }

    @Test
    void isLeftAloneForAWhileAfterItsHolderHasLeftItSuspended() {
        SharedRoom room = new SharedRoom();
        room.wanted(true);
        room.left(NOW);

        assertThat(room.mayBeWoken(NOW.plus(Timing.SETTLING).minusMillis(1))).isFalse();
        assertThat(room.mayBeWoken(NOW.plus(Timing.SETTLING))).isTrue();
        room.left(NOW.plusSeconds(60));
        assertThat(room.mayBeWoken(NOW.plusSeconds(60))).as("somebody else has left it").isTrue();
    }

    @Test
    void knowsOfACallThatMayStillWakeIt() {
        SharedRoom room = new SharedRoom();
        assertThat(room.wakeSettlesAt(NOW)).isNull();
        room.mayWake(NOW);

        assertThat(room.wakeSettlesAt(NOW)).isEqualTo(NOW.plus(Timing.SETTLING));
        assertThat(room.wakeSettlesAt(NOW.plus(Timing.SETTLING))).as("it is over").isNull();
    }
}
