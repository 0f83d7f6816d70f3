package dev.hathora.operator.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import dev.hathora.operator.roomset.RoomStanding.Booting;
import dev.hathora.operator.roomset.RoomStanding.Ended;
import dev.hathora.operator.roomset.RoomStanding.NotReady;
import dev.hathora.operator.roomset.RoomStanding.Ready;
import dev.hathora.operator.roomset.RoomStanding.Stuck;

/**
 * The rooms of a set at one moment.
 *
 * @param existing how many rooms exist, including those that are being deleted or have ended
 * @param ended the rooms that have ended for good and are not being deleted
 * @param living the rooms that count toward {@code replicas}: all others that are not being deleted. In the order in
 *     which they are removed
 */
record SetView(SetDesired desired, int existing, List<SetRoom> ended, List<SetRoom> living, Instant now) {
    static SetView of(SetDesired desired, List<SetRoom> rooms, Instant now) {
        List<Ranked> present = rooms.stream().filter(room -> !room.deleting())
                .map(room -> new Ranked(room, rank(desired, now, room))).sorted(removalOrder(desired)).toList();
        Predicate<SetRoom> over = room -> room.standing() instanceof Ended;
        return new SetView(desired, rooms.size(), present.stream().map(Ranked::room).filter(over).toList(),
                present.stream().map(Ranked::room).filter(over.negate()).toList(), now);
    }

    /** A room and its rank, which takes longer to find out than to compare. */
    private record Ranked(SetRoom room, int rank) {}

    /**
     * Those that players miss least go first: by {@link #rank}. Then those of an old template, the highest deletion
     * cost, and the newest.
     */
    private static Comparator<Ranked> removalOrder(SetDesired desired) {
        return Comparator.comparingInt(Ranked::rank).thenComparing(Ranked::room, Comparator
                .<SetRoom, Boolean>comparing(room -> room.templateHash().equals(desired.templateHash()))
                .thenComparing(Comparator.comparingInt(SetRoom::deletionCost).reversed())
                .thenComparing(Comparator.comparing(SetRoom::createdAt).reversed())
                .thenComparing(SetRoom::name));
    }

    private static int rank(SetDesired desired, Instant now, SetRoom room) {
        return switch (room.standing()) {
            case Ended e -> 0;
            case Stuck s -> s.running() ? 3 : 1;
            case Booting b -> 2;
            case NotReady n -> 3;
            case Ready r -> untilAvailable(desired, now, r).isPositive() ? 4 : 5;
        };
    }

    private static Duration untilAvailable(SetDesired desired, Instant now, Ready ready) {
        return desired.minReady().minus(Duration.between(ready.since(), now));
    }

    boolean isAvailable(SetRoom room) {
        return room.standing() instanceof Ready ready && !untilAvailable(desired, now, ready).isPositive();
    }

    /** The time until a room is available. Zero or less if it is, or if time alone will not make it available. */
    Duration untilAvailable(SetRoom room) {
        return room.standing() instanceof Ready ready ? untilAvailable(desired, now, ready) : Duration.ZERO;
    }

    boolean isOutdated(SetRoom room) {
        return !room.templateHash().equals(desired.templateHash());
    }

    /** Whether a rollout has to replace the room, be it in use or not. */
    boolean isToBeReplaced(SetRoom room) {
        return desired.rolls() && isOutdated(room);
    }

    /** How many of the living rooms are so. */
    int count(Predicate<SetRoom> kind) {
        return (int) living.stream().filter(kind).count();
    }

    SetCounts counts() {
        return new SetCounts(living.size(), count(room -> room.standing() instanceof Ready),
                count(room -> !isOutdated(room)), count(this::isAvailable), count(SetRoom::inUse));
    }

    /**
     * How many rooms there should be while that many can be replaced. A rollout never has more rooms than it has rooms
     * to replace: rooms in use wait without a surge, since they may stay for hours.
     */
    long target(int replaceable) {
        return (long) desired.replicas() + Math.min(desired.maxSurge(), replaceable);
    }
}
