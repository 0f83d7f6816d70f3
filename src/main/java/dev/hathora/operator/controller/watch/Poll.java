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
 * A room's place in the schedule of looks. Another one replaces it when the room is to be watched differently, so two
 * are only equal if they are the same one.
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

    /** Where a room is looked at. */
    sealed interface Place {
        /** On its own and quickly, until it can be joined. */
        record Hurried() implements Place {}

        /** On its own, once per interval: it is on no process that anybody knows of. */
        record Alone() implements Place {}

        /**
         * Together with the others that are on the same process, or were on it last.
         *
         * @param active whether it is there now
         */
        record OnProcess(String processId, boolean active) implements Place {}
    }

    /** How to watch a room, as it is known now; empty: there is nothing to look at. The room's lock is held. */
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
            // as status remembers it: it was on that process, or suspended
            case Observation.Unknown u when processId != null -> new Place.OnProcess(processId,
                    room.known().whereabouts().connection() != null);
            case Observation.Present p -> new Place.Alone();
            case Observation.Unknown u -> new Place.Alone();
            case Observation.Created c -> new Place.Alone();
        };
    }

    static boolean lacksAddress(TrackedRoom room) {
        return room.known().observation() instanceof Observation.Present p && p.placed() && !p.joinable();
    }

    /** Whether watching is to go on exactly as it does. */
    boolean isLike(@Nullable Poll other) {
        return other != null && room.equals(other.room) && how == other.how && claim.equals(other.claim)
                && account.equals(other.account) && place.equals(other.place);
    }

    /** The next look at the room alone. */
    void next(Appointment look) {
        next = look;
    }

    /** Gives up what was to come, as the poll is replaced. */
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
