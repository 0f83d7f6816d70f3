package dev.hathora.operator.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.Suspensions;
import org.jspecify.annotations.Nullable;

/** One resource from its creation to its deletion: its desired state, and since when. */
final class Resource {
    /**
     * A period in which its room must not be changed.
     *
     * @param known when status said that the operator knows of it; null: not yet
     */
    record HandsOff(Instant from, @Nullable Instant known, @Nullable Instant until) {
        /** Whether nothing excuses a change: a call may have been on its way, until the operator knew. */
        boolean contains(HistoryEntry entry, Duration onItsWay) {
            boolean late = entry.at().isAfter(from.plus(onItsWay)) || (known != null && entry.at().isAfter(known));
            return late && (until == null || entry.at().isBefore(until));
        }
    }

    private final String firstId;
    private final Simulator hathora;
    private final Suspensions suspensions = new Suspensions();
    private final List<HandsOff> handsOff = new ArrayList<>();
    /** Whether its roomId is the user's own. */
    final boolean own;
    /** Whether it reads its token from a Secret of the user's. */
    final boolean credentials;
    String config = "";
    boolean suspended;
    boolean mayEnd;
    DeletionPolicy policy = DeletionPolicy.DESTROY;
    @Nullable
    String secret;
    @Nullable
    Instant deletedAt;

    Resource(RoomIds ids, @Nullable String ownId, boolean credentials, Simulator hathora) {
        this.firstId = ownId == null ? ids.id(0) : ownId;
        this.own = ownId != null;
        this.credentials = credentials;
        this.hathora = hathora;
    }

    String firstId() {
        return firstId;
    }

    Suspensions suspensions() {
        return suspensions;
    }

    synchronized void beginHandsOff() {
        handsOff.add(new HandsOff(Instant.now(), null, null));
    }

    /** To be said when status was read, and said so. */
    synchronized void handsOffIsKnown() {
        HandsOff last = handsOff.getLast();
        if (last.known() == null) {
            handsOff.set(handsOff.size() - 1, new HandsOff(last.from(), Instant.now(), last.until()));
        }
    }

    synchronized void endHandsOff() {
        HandsOff last = handsOff.removeLast();
        handsOff.add(new HandsOff(last.from(), last.known(), Instant.now()));
    }

    synchronized boolean isLeftAlone() {
        return !handsOff.isEmpty() && handsOff.getLast().until() == null;
    }

    synchronized List<HandsOff> timesLeftAlone() {
        return List.copyOf(handsOff);
    }

    /** Every room that was ever made for it, oldest first. */
    List<SimulatedRoom> rooms() {
        return hathora.rooms().stream()
                .filter(room -> room.roomId().equals(firstId) || (!own && room.roomId().startsWith(firstId + "_")))
                .toList();
    }

    List<SimulatedRoom> liveRooms() {
        return rooms().stream().filter(room -> room.destroyedAt() == null).toList();
    }

    /** Whether this room may be there although the resource is gone. */
    boolean mayLeave(SimulatedRoom room) {
        return deletedAt != null && switch (policy) {
            case RETAIN -> true;
            case SUSPEND -> room.status() == RoomStatus.SUSPENDED;
            case DESTROY, UNRECOGNIZED -> false;
        };
    }
}
