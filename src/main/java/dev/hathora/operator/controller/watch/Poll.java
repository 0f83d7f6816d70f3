package dev.hathora.operator.controller.watch;

import java.util.Optional;

import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.watch.LookSchedule.Appointment;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/**
 * How one room is polled. It is replaced when the room is to be polled differently. Two polls are equal only if they
 * are the same object.
 */
final class Poll {
    private final TrackedRoom room;
    private final Watch how;
    private final Claim claim;
    private final Account account;
    private final Place place;
    private volatile @Nullable Appointment next;

    private Poll(TrackedRoom room, Watch how, Claim claim, Account account, Place place) {
        this.room = room;
        this.how = how;
        this.claim = claim;
        this.account = account;
        this.place = place;
    }

    /** Together with which other rooms a room is polled. */
    sealed interface Place {
        /** On its own, at short intervals, until it can be joined. */
        record Hurried() implements Place {}

        /** On its own, once per poll interval, because it is on no known process. */
        record Alone() implements Place {}

        /**
         * Together with the other rooms that are on the same process, or were last on it.
         *
         * @param active whether the room is on the process now
         */
        record OnProcess(String processId, boolean active) implements Place {}
    }

    /**
     * How to poll a room, from what is known about it now; empty: there is nothing to poll. The room's lock must be
     * held.
     */
    static Optional<Poll> of(TrackedRoom room, Watch how) {
        Claim claim = room.target();
        Account account = room.account();
        return how == Watch.NONE || claim == null || account == null
                ? Optional.empty()
                : Optional.of(new Poll(room, how, claim, account, place(room, how)));
    }

    private static Place place(TrackedRoom room, Watch how) {
        if (how == Watch.READINESS || (how == Watch.OBSERVED && lacksAddress(room))) {
            return new Place.Hurried();
        }
        String processId = room.known().whereabouts().processId();
        return switch (room.known().observation()) {
            case Observation.Missing m -> new Place.Alone();
            case Observation.Present p when processId != null -> new Place.OnProcess(processId, !p.suspended());
            // restored from status: the room was on that process, or suspended
            case Observation.Unknown u when processId != null -> new Place.OnProcess(processId,
                    room.known().whereabouts().connection() != null);
            case Observation.Present p -> new Place.Alone();
            case Observation.Unknown u -> new Place.Alone();
            case Observation.Created c -> new Place.Alone();
        };
    }

    /** Whether the room is on a process, and its address is not known yet. */
    static boolean lacksAddress(TrackedRoom room) {
        return room.known().observation() instanceof Observation.Present p && p.placed() && !p.joinable();
    }

    /**
     * Whether nothing is known about the room, and it has neither been read nor changed since its resource is tracked.
     */
    boolean isNew() {
        return !room.looks().wereAnswered() && room.known().isUntouched();
    }

    /** Whether the other poll does exactly the same, so that it need not be replaced. */
    boolean isLike(@Nullable Poll other) {
        return other != null && room.equals(other.room) && how == other.how && claim.equals(other.claim)
                && account.equals(other.account) && place.equals(other.place);
    }

    /** Sets the next scheduled poll of this room alone. */
    void next(Appointment look) {
        next = look;
    }

    /** Cancels the scheduled poll when this poll is replaced. */
    void cancel() {
        Appointment look = next;
        if (look != null) {
            look.cancel();
        }
    }

    TrackedRoom room() {
        return room;
    }

    Watch how() {
        return how;
    }

    Claim claim() {
        return claim;
    }

    Account account() {
        return account;
    }

    Place place() {
        return place;
    }

    @Override
    public String toString() {
        return claim + " " + how + " " + place;
    }
}
