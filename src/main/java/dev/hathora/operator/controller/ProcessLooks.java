package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.Flow;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Lane;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.LookSchedule.Appointment;
import dev.hathora.operator.controller.Poll.Place;
import dev.hathora.operator.room.Observation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at settled rooms in bulk: one list per process and round instead of one call per room. A list only ever confirms
 * what is known. Whatever it says differently, or does not say, is asked about on its own, so that a late or partial
 * list harms nobody.
 */
final class ProcessLooks {
    private static final Logger log = LoggerFactory.getLogger(ProcessLooks.class);
    private static final double JITTER = 0.1;

    /** Rooms that cost nothing change seldom, and are looked at that many times less often. */
    static final int INACTIVE_ROUNDS = 4;

    /** After a restart every process is read soon, but not more of them per second than this pause apart. */
    private static final Duration APART = Duration.ofMillis(2);

    private final Duration interval;
    private final InstantSource clock;
    private final Backoff backoff;
    private final LookSchedule schedule;
    private final RoomLook look;
    private final Predicate<Poll> isCurrent;
    private final UnaccountedRooms unaccounted;
    private final Map<HathoraProcess, Group> groups = new ConcurrentHashMap<>();

    ProcessLooks(Duration interval, InstantSource clock, Backoff backoff, LookSchedule schedule, RoomLook look,
            Predicate<Poll> isCurrent, UnaccountedRooms unaccounted) {
        this.interval = interval;
        this.clock = clock;
        this.backoff = backoff;
        this.schedule = schedule;
        this.look = look;
        this.isCurrent = isCurrent;
        this.unaccounted = unaccounted;
    }

    /** A process as one token sees it. */
    private record HathoraProcess(Account account, String appId, String processId, boolean active) {
        List<Room> list() {
            HathoraCloud cloud = account.cloud();
            return account.applications().list(appId, () -> active
                    ? cloud.getActiveRoomsForProcess(appId, processId)
                    : cloud.getInactiveRoomsForProcess(appId, processId));
        }
    }

    /** The rooms that are looked at together. */
    private static final class Group {
        private final Set<Poll> members = ConcurrentHashMap.newKeySet();
        private volatile @Nullable Appointment round;
        private volatile Instant next = Instant.MAX;
        private final AtomicInteger failures = new AtomicInteger();
    }

    /** Takes a room in. Called with its lock held. */
    void join(Poll poll, Place.OnProcess place) {
        HathoraProcess process = new HathoraProcess(poll.account(), poll.claim().appId(), place.processId(),
                place.active());
        groups.compute(process, (key, existing) -> {
            Group group = existing == null ? new Group() : existing;
            group.members.add(poll);
            Duration pause = poll.room().observation() instanceof Observation.Unknown ? soon() : pause(process);
            if (clock.instant().plus(pause).isBefore(group.next)) {
                begin(process, group, pause);
            }
            poll.room().looks().dueBy(group.next);
            return group;
        });
    }

    private Duration soon() {
        return backoff.jittered(APART.multipliedBy(groups.size()), 1);
    }

    private Duration pause(HathoraProcess process) {
        return backoff.jittered(interval.multipliedBy(process.active() ? 1 : INACTIVE_ROUNDS), JITTER);
    }

    /** Appoints the next round, instead of one that was appointed already. Called while nobody else changes the group. */
    private void begin(HathoraProcess process, Group group, Duration pause) {
        Appointment before = group.round;
        if (before != null) {
            before.cancel();
        }
        group.next = clock.instant().plus(pause);
        group.round = schedule.after(pause, process.account().limiter(), Lane.ROUTINE, flow(process, group),
                () -> isWanted(process), () -> read(process, group));
    }

    /** On whose account a list is read: that of one of the rooms that are looked for in it. */
    private static Flow flow(HathoraProcess process, Group group) {
        return group.members.stream().findAny().map(poll -> poll.room().flow())
                .orElseGet(() -> new Flow("", process.appId()));
    }

    /** Whether a room of ours is still on a process; forgets the process if not. */
    private boolean isWanted(HathoraProcess process) {
        if (groups.computeIfPresent(process, (key, group) -> isDeserted(group) ? null : group) != null) {
            return true;
        }
        if (process.active()) {
            unaccounted.forget(process.appId(), process.processId());
        }
        return false;
    }

    private void read(HathoraProcess process, Group group) {
        Duration pause = pause(process);
        try {
            Map<String, Room> listed = list(process).stream()
                    .collect(Collectors.toMap(Room::roomId, Function.identity(), (a, b) -> a));
            group.failures.set(0);
            List<Poll> members = List.copyOf(group.members);
            members.forEach(poll -> compare(poll, listed.get(poll.claim().roomId())));
            if (process.active()) {
                Set<String> others = new HashSet<>(listed.keySet());
                members.forEach(poll -> others.remove(poll.claim().roomId()));
                unaccounted.listed(process.appId(), process.processId(), others);
            }
        } catch (HathoraException e) {
            pause = failed(group, e);
        } catch (RuntimeException e) {
            // a bug must not end the watching of these rooms
            log.error("Looking at the rooms of process {} failed unexpectedly", process.processId(), e);
        }
        Duration until = pause;
        groups.computeIfPresent(process, (key, present) -> {
            if (present == group) {
                begin(process, group, until);
            }
            return present;
        });
        group.members.forEach(poll -> poll.room().looks().dueBy(group.next));
    }

    /** How long to wait before the next try. */
    private Duration failed(Group group, HathoraException e) {
        if (e.kind() == ErrorKind.THROTTLED) {
            // says nothing about the rooms; the limiter has heard it too, and lets the next try wait as long as need be
            return backoff.after(1);
        }
        int failures = group.failures.incrementAndGet();
        if (failures > RoomLook.TOLERATED_FAILURES) {
            group.members.forEach(poll -> look.unanswered(poll, e));
        }
        return backoff.after(failures);
    }

    private boolean isDeserted(Group group) {
        group.members.removeIf(poll -> !isCurrent.test(poll));
        return group.members.isEmpty();
    }

    private static List<Room> list(HathoraProcess process) {
        try {
            return process.list();
        } catch (HathoraException e) {
            if (e.kind() == ErrorKind.ABSENT) {
                // the process has vanished; each of its rooms tells for itself what that means
                return List.of();
            }
            throw e;
        }
    }

    private void compare(Poll poll, @Nullable Room listed) {
        if (listed == null || !look.isConfirmed(poll, listed)) {
            // it may be gone, and players wait for another one
            schedule.inTurn(poll.account().limiter(), Lane.READINESS, poll.room().flow(), () -> look.look(poll));
        }
    }
}
