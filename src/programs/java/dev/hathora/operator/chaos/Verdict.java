package dev.hathora.operator.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.chaos.Promise.Cost;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.testing.OperatorFixture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import static java.util.Comparator.comparing;

/**
 * Searches Hathora's record for broken promises, and counts how often each promise was checked. A promise that was
 * never put to the test counts as broken.
 */
final class Verdict {
    /**
     * The maximum number of reconciles for a resource to settle. Some resources wait for half a minute and reconcile
     * once per second.
     */
    static final int PASSES_PER_RESOURCE = 60;

    /** This many answers that a room has ended are more than an operator needs: one to see it, one while it tells. */
    private static final int LOOKS_UNTIL_TOLD = 3;

    /** For an operator that does not look. It is that long because machines stall. */
    private static final Duration LONGEST_UNTIL_TOLD = Duration.ofSeconds(30);

    private static final Set<String> CHANGES = Arrays.stream(Operation.values()).filter(Operation::isMutation)
            .map(Operation::hathoraName).collect(Collectors.toSet());

    /** A promise that was broken, how, and the rooms that show it. */
    record Broken(Promise promise, String how, List<String> roomIds) {}

    private final OperatorFixture world;
    private final Settled settled;
    private final Duration onItsWay;
    private final Duration landsLate;
    private final List<Broken> all = new ArrayList<>();
    private final Map<Promise, Integer> judged = new EnumMap<>(Promise.class);

    /**
     * @param onItsWay how long a call that was in flight when spec changed is tolerated
     * @param landsLate the same for a call that may have been delayed in transit
     */
    Verdict(OperatorFixture world, Duration onItsWay, Duration landsLate) {
        this.world = world;
        this.settled = new Settled(world);
        this.onItsWay = onItsWay;
        this.landsLate = landsLate;
    }

    /** Checks Hathora's record of a user's rooms, after the last of them has settled. */
    void judge(User user) {
        for (Resource resource : user.resources()) {
            neverTwo(user, resource);
            for (SimulatedRoom room : resource.rooms()) {
                List<HistoryEntry> record = record(room.roomId());
                staysSuspended(user, resource, room, record);
                resource.timesLeftAlone().forEach(time -> {
                    judged(Promise.HANDS_OFF, 1);
                    record.stream().filter(Verdict::isSentChange).filter(e -> time.contains(e, onItsWay)).findFirst()
                            .ifPresent(e -> broken(Promise.HANDS_OFF, user.name() + "'s room was changed: " + e,
                                    room.roomId()));
                });
                endedOnPurpose(user, resource, room, record);
                if (resource.deletedAt != null && resource.policy != DeletionPolicy.DESTROY) {
                    judged(Promise.LEFT_AS_ASKED, 1);
                    if (room.destroyedAt() == null && !resource.mayLeave(room)) {
                        broken(Promise.LEFT_AS_ASKED, user.name() + "'s deletion left " + room, room.roomId());
                    }
                }
            }
        }
    }

    private void neverTwo(User user, Resource resource) {
        SimulatedRoom before = null;
        for (SimulatedRoom room : resource.rooms().stream().sorted(comparing(SimulatedRoom::createdAt)).toList()) {
            judged(Promise.ONE_AT_A_TIME, before == null ? 0 : 1);
            if (before != null && end(before).isAfter(room.createdAt())) {
                all.add(new Broken(Promise.ONE_AT_A_TIME, user.name() + " had two rooms at a time",
                        List.of(before.roomId(), room.roomId())));
            }
            before = before == null || end(room).isAfter(end(before)) ? room : before;
        }
    }

    private static Instant end(SimulatedRoom room) {
        return room.destroyedAt() == null ? Instant.MAX : room.destroyedAt();
    }

    private void staysSuspended(User user, Resource resource, SimulatedRoom room, List<HistoryEntry> record) {
        judged(Promise.STAYS_SUSPENDED, resource.suspensions().judged(record));
        resource.suspensions().broken(record, landsLate).forEach(e -> broken(Promise.STAYS_SUSPENDED,
                user.name() + "'s suspended room was brought back: " + e, room.roomId()));
    }

    private void endedOnPurpose(User user, Resource resource, SimulatedRoom room, List<HistoryEntry> record) {
        record.stream().filter(e -> e.operation().equals(Operation.DESTROY_ROOM.hathoraName()))
                .filter(e -> e.effect().equals(HistoryEntry.DESTROYED)).forEach(e -> {
                    judged(Promise.ENDED_ON_PURPOSE, 1);
                    if (resource.deletedAt == null || e.at().isBefore(resource.deletedAt)
                            || resource.policy != DeletionPolicy.DESTROY) {
                        broken(Promise.ENDED_ON_PURPOSE, user.name() + "'s room was ended: " + e, room.roomId());
                    }
                });
    }

    /**
     * A call as Hathora received it. A call that takes effect late counts when it takes effect, because it can't be
     * canceled.
     */
    private static boolean isSentChange(HistoryEntry entry) {
        return CHANGES.contains(entry.operation())
                && (entry.effect().startsWith("answered") || entry.effect().startsWith("fault"));
    }

    /** Checks that a paused or observed room is not changed after a time. */
    void neverTouched(String roomId, Instant since) {
        judged(Promise.HANDS_OFF, 1);
        record(roomId).stream().filter(e -> e.at().isAfter(since) && CHANGES.contains(e.operation()))
                .min(comparing(HistoryEntry::at))
                .ifPresent(e -> broken(Promise.HANDS_OFF, roomId + " was to be left alone: " + e, roomId));
    }

    /** The complete history of a room. */
    private List<HistoryEntry> record(String roomId) {
        List<HistoryEntry> entries = world.hathora().history(roomId);
        if (entries.stream().noneMatch(entry -> entry.effect().equals(HistoryEntry.CREATED))) {
            broken(Promise.ONE_AT_A_TIME,
                    "the record of " + roomId + " has no beginning, so nothing can be said about it",
                    roomId);
        }
        return entries;
    }

    /** Checks that everything reaches the desired state of a user. */
    void settles(User user, Duration patience) {
        judged(Promise.SETTLES, 1);
        try {
            Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(100))
                    .until(() -> settled.missing(user) == null);
        } catch (ConditionTimeoutException e) {
            all.add(new Broken(Promise.SETTLES, user.name() + " does not settle: " + settled.missing(user),
                    user.resources().stream().flatMap(r -> r.rooms().stream()).map(SimulatedRoom::roomId).toList()));
        }
    }

    /** The number of reconciles until everything had settled. */
    void passes(long passes, int resources) {
        judged(Promise.FEW_PASSES, 1);
        if (passes > (long) resources * PASSES_PER_RESOURCE) {
            all.add(new Broken(Promise.FEW_PASSES, "%d passes for %d resources".formatted(passes, resources),
                    List.of()));
        }
    }

    /** Checks that no resource was reconciled so often that the operator had to slow it down. */
    void neverInALoop(long delayedPasses) {
        judged(Promise.FEW_PASSES, 1);
        if (delayedPasses > 0) {
            all.add(new Broken(Promise.FEW_PASSES, delayedPasses + " passes were put off; the log says why",
                    List.of()));
        }
    }

    /**
     * Checks that the existing rooms are those of resources, and those that deletions left on purpose.
     *
     * @param others the rooms of resources without a user
     */
    void neitherLostNorLeaked(List<User> users, Set<String> others) {
        Set<String> accounted = users.stream().filter(user -> user.current() != null)
                .flatMap(user -> Stream.ofNullable(world.status(user.name()).roomId())).collect(Collectors.toSet());
        accounted.addAll(others);
        List<Resource> gone = users.stream().flatMap(user -> user.resources().stream()).toList();
        judged(Promise.ACCOUNTED_FOR, world.hathora().rooms().size());
        world.liveRooms().stream().filter(room -> !accounted.contains(room.roomId()))
                .filter(room -> gone.stream().noneMatch(old -> old.mayLeave(room) && old.rooms().contains(room)))
                .forEach(room -> broken(Promise.ACCOUNTED_FOR, "no resource for " + room.roomId(),
                        room.roomId()));
        for (User user : users) {
            Resource mine = user.current();
            if (mine != null && !mine.suspended && !mine.isLeftAlone()
                    && !Settled.hasEnded(mine, world.readyReason(user.name()))) {
                judged(Promise.THERE, 1);
                if (mine.liveRooms().isEmpty()) {
                    all.add(new Broken(Promise.THERE, user.name() + " wants a room, and has none",
                            mine.rooms().stream().map(SimulatedRoom::roomId).toList()));
                }
            }
        }
    }

    /**
     * Checks that status did not go on saying Ready for a room that was gone for longer than an interval (plus 10 %) and
     * a second. That alone proves nothing: the operator or this program may have stalled. But then nobody looks either.
     *
     * @param late how long status said Ready
     * @param looks how often the operator was told of the end meanwhile
     * @param interval how often it looks
     */
    void toldInTime(User user, String roomId, Duration late, long looks, Duration interval) {
        judged(Promise.TOLD_IN_TIME, 1);
        boolean wasTold = looks >= LOOKS_UNTIL_TOLD
                && late.compareTo(interval.plus(interval.dividedBy(10)).plusSeconds(1)) > 0;
        if (wasTold || late.compareTo(LONGEST_UNTIL_TOLD) > 0) {
            broken(Promise.TOLD_IN_TIME, user.name() + "'s status said Ready for " + late.toMillis() + " ms and "
                    + looks + " looks after its room was gone", roomId);
        }
    }

    private void broken(Promise promise, String how, String roomId) {
        all.add(new Broken(promise, how, List.of(roomId)));
    }

    private void judged(Promise promise, long times) {
        judged.merge(promise, (int) times, Integer::sum);
    }

    /** How often each promise was checked. */
    Map<Promise, Integer> judged() {
        Map<Promise, Integer> counts = new EnumMap<>(Promise.class);
        Arrays.stream(Promise.values()).forEach(promise -> counts.put(promise, judged.getOrDefault(promise, 0)));
        return Collections.unmodifiableMap(counts);
    }

    long count(Cost cost) {
        return all.stream().filter(broken -> broken.promise().cost() == cost).count();
    }

    /** The promises that were broken. */
    List<Broken> all() {
        return List.copyOf(all);
    }

    /** The promises that were never put to the test. */
    List<Promise> unjudged() {
        return judged().entrySet().stream().filter(e -> e.getValue() == 0).map(Map.Entry::getKey).toList();
    }
}
