package dev.hathora.operator.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.testing.OperatorFixture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import static java.util.Comparator.comparing;

/** Searches Hathora's record for promises that were broken. What can't be judged counts as broken. */
final class Verdict {
    private static final Set<String> CHANGES = Arrays.stream(Operation.values()).filter(Operation::isMutation)
            .map(Operation::hathoraName).collect(Collectors.toSet());

    /** What a broken promise cost. */
    enum Kind {
        /** Two rooms for one resource at a time. */
        DUPLICATE,
        /** A room that runs, and no resource accounts for it. */
        LEAK,
        /** A resource that is wanted active, and has no room. */
        LOST,
        /** Anything else that was to hold. */
        OTHER
    }

    /** A promise that was broken, and the rooms that show it. */
    record Broken(Kind kind, String promise, List<String> roomIds) {}

    private final OperatorFixture world;
    private final Duration onItsWay;
    private final List<Broken> all = new ArrayList<>();

    /** @param onItsWay a call that was on its way when its room was suspended is forgiven for so long */
    Verdict(OperatorFixture world, Duration onItsWay) {
        this.world = world;
        this.onItsWay = onItsWay;
    }

    /** Never two rooms for one resource at a time. */
    void neverTwo(User user) {
        SimulatedRoom before = null;
        for (SimulatedRoom room : user.rooms().stream().sorted(comparing(SimulatedRoom::createdAt)).toList()) {
            if (before != null && end(before).isAfter(room.createdAt())) {
                all.add(new Broken(Kind.DUPLICATE, user.name() + " had two rooms at a time",
                        List.of(before.roomId(), room.roomId())));
            }
            before = before == null || end(room).isAfter(end(before)) ? room : before;
        }
    }

    private static Instant end(SimulatedRoom room) {
        return room.destroyedAt() == null ? Instant.MAX : room.destroyedAt();
    }

    /** A room that is wanted suspended is not woken. */
    void neverWoken(User user) {
        for (SimulatedRoom room : user.rooms()) {
            for (HistoryEntry entry : record(room.roomId())) {
                User.Wished wished = user.wishAt(entry.at());
                if (entry.effect().equals("WOKEN") && wished.wish() == User.Wish.SUSPENDED
                        && wished.at().plus(onItsWay).isBefore(entry.at())) {
                    other(user.name() + "'s suspended room was woken at " + entry.at(), room.roomId());
                }
            }
        }
    }

    /** A paused or observed room is not changed. */
    void neverTouched(String roomId, Instant since) {
        record(roomId).stream().filter(e -> e.at().isAfter(since) && CHANGES.contains(e.operation()))
                .min(Comparator.comparing(HistoryEntry::at))
                .ifPresent(e -> other(roomId + " was to be left alone: " + e, roomId));
    }

    /** All that happened to a room, from its beginning on. */
    private List<HistoryEntry> record(String roomId) {
        List<HistoryEntry> entries = world.hathora().history(roomId);
        if (entries.stream().noneMatch(entry -> entry.effect().equals("created"))) {
            other("the record of " + roomId + " has no beginning, so nothing can be said about it", roomId);
        }
        return entries;
    }

    /** Everything becomes as a user wants it. */
    void settles(User user, Duration patience) {
        try {
            Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(100))
                    .until(() -> user.unsettled() == null);
        } catch (ConditionTimeoutException e) {
            all.add(new Broken(Kind.OTHER, user.name() + " does not settle: " + user.unsettled(),
                    user.rooms().stream().map(SimulatedRoom::roomId).toList()));
        }
    }

    /**
     * The rooms that run are those of resources that want them, and no others.
     *
     * @param others the rooms of resources that are no user's
     */
    void neitherLostNorLeaked(List<User> users, Set<String> others) {
        Set<String> live = world.liveRooms().stream().map(SimulatedRoom::roomId).collect(Collectors.toSet());
        Set<String> accounted = users.stream().filter(user -> user.wish() != User.Wish.NOTHING)
                .flatMap(user -> Stream.ofNullable(world.status(user.name()).roomId())).collect(Collectors.toSet());
        accounted.addAll(others);
        live.stream().filter(room -> !accounted.contains(room)).forEach(room -> all
                .add(new Broken(Kind.LEAK, "no resource accounts for " + room, List.of(room))));
        for (User user : users) {
            boolean ended = user.mayEnd() && world.readyReason(user.name()).equals("RoomEnded");
            if (user.wish() == User.Wish.ACTIVE && !ended && user.liveRooms().isEmpty()) {
                all.add(new Broken(Kind.LOST, user.name() + " wants a room, and has none",
                        user.rooms().stream().map(SimulatedRoom::roomId).toList()));
            }
        }
    }

    /** Status does not say Ready for a room that is gone, for longer than an interval (or a tenth more) and a second. */
    void toldInTime(User user, String roomId, Duration late, Duration interval) {
        if (late.compareTo(interval.plus(interval.dividedBy(10)).plusSeconds(1)) > 0) {
            other(user.name() + "'s status said Ready for " + late.toMillis() + " ms after its room was gone", roomId);
        }
    }

    private void other(String promise, String roomId) {
        all.add(new Broken(Kind.OTHER, promise, List.of(roomId)));
    }

    long count(Kind kind) {
        return all.stream().filter(broken -> broken.kind() == kind).count();
    }

    List<Broken> all() {
        return List.copyOf(all);
    }
}
