package dev.hathora.operator.controller.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.watch.LookSchedule.Appointment;
import dev.hathora.operator.controller.watch.Poll.Place;
import dev.hathora.operator.controller.watch.RoomLook.Comparison;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Timing;
import dev.hathora.operator.traffic.Backoff;
import dev.hathora.operator.traffic.Flow;
import dev.hathora.operator.traffic.Lane;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls settled rooms in bulk: one list per process and round instead of one call per room. A list can only confirm
 * what is known. If a list shows a room differently, or does not contain it, that room is polled on its own. So a stale
 * or partial list does no harm. If the list fails, for example because it is too large, but a single room of it can be
 * read, all rooms of the process are polled one by one. Thread-safe.
 */
public final class ProcessLooks {
    private static final Logger log = LoggerFactory.getLogger(ProcessLooks.class);
    private static final double JITTER = 0.1;

    /**
     * Rooms on the inactive list, such as suspended ones, rarely change. They are polled this many times less often.
     */
    public static final int INACTIVE_ROUNDS = 4;

    /** A list that fails is retried after two intervals, then after growing delays of up to this many intervals. */
    private static final int LIST_AGAIN = 2;
    private static final int LIST_AGAIN_AT_LATEST = 20;

    /**
     * After a restart every process is listed soon. On average the lists are spread at least this far apart; only the
     * rate limit protects Hathora.
     */
    private static final Duration APART = Duration.ofNanos(500_000);

    private final Duration interval;
    private final Duration firstCounts;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Backoff listBackoff;
    private final LookSchedule schedule;
    private final RoomLook look;
    private final Predicate<Poll> isCurrent;
    private final UnaccountedRooms unaccounted;
    private final Map<HathoraProcess, Group> groups = new ConcurrentHashMap<>();

    ProcessLooks(Duration interval, InstantSource clock, Backoff backoff, LookSchedule schedule, RoomLook look,
            Predicate<Poll> isCurrent, UnaccountedRooms unaccounted) {
        this.interval = interval;
        Duration half = interval.dividedBy(2);
        this.firstCounts = half.compareTo(Timing.SETTLING) < 0 ? half : Timing.SETTLING;
        this.clock = clock;
        this.backoff = backoff;
        this.listBackoff = new Backoff(interval.multipliedBy(LIST_AGAIN), interval.multipliedBy(LIST_AGAIN_AT_LATEST),
                backoff.random());
        this.schedule = schedule;
        this.look = look;
        this.isCurrent = isCurrent;
        this.unaccounted = unaccounted;
    }

    /** A process, as one account sees it. */
    private record HathoraProcess(Account account, String appId, String processId, boolean active) {
        List<Room> list() {
            HathoraCloud cloud = account.cloud();
            return account.applications().list(appId, () -> active
                    ? cloud.getActiveRoomsForProcess(appId, processId)
                    : cloud.getInactiveRoomsForProcess(appId, processId));
        }
    }

    /** The rooms that are polled with the same list. */
    private static final class Group {
        private final Set<Poll> members = ConcurrentHashMap.newKeySet();
        /** The first list, as long as it counts for rooms that join. */
        private volatile @Nullable FirstList first;
        /** Whether the first list is on its way. It counts for all rooms that have joined when it arrives. */
        private volatile boolean firstIsRequested;
        private volatile boolean listed;
        private volatile @Nullable Round round;
        private volatile Instant next = Instant.MAX;
        private final AtomicInteger failures = new AtomicInteger();
        /** Polls that wait for a call of their own instead of the list. */
        private final Set<Poll> asked = ConcurrentHashMap.newKeySet();
        /** How often in a row the list failed although a room of it could be read. */
        private final AtomicInteger unlisted = new AtomicInteger();
        /** Until this time each room is polled on its own. */
        private volatile Instant listAgain = Instant.MIN;

        boolean isListed(Instant now) {
            return !now.isBefore(listAgain);
        }
    }

    /** A list that is scheduled. */
    private static final class Round {
        private volatile @Nullable Appointment appointment;

        void cancel() {
            Appointment scheduled = appointment;
            if (scheduled != null) {
                scheduled.cancel();
            }
        }
    }

    /**
     * The first list of a process.
     *
     * @param at when it was requested
     * @param rooms by id, without those that have ended, of which Hathora lists many
     */
    private record FirstList(Instant at, Map<String, Room> rooms) {
        static FirstList of(Instant at, Map<String, Room> listed) {
            return new FirstList(at, listed.entrySet().stream()
                    .filter(room -> room.getValue().status() != RoomStatus.DESTROYED)
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
    }

    /** Adds a room to the group of its process. The room's lock must be held. */
    void join(Poll poll, Place.OnProcess place) {
        HathoraProcess process = new HathoraProcess(poll.account(), poll.claim().appId(), place.processId(),
                place.active());
        AtomicReference<@Nullable FirstList> first = new AtomicReference<>();
        groups.compute(process, (key, existing) -> {
            Instant now = clock.instant();
            Group group = existing == null ? new Group() : existing;
            group.members.add(poll);
            FirstList kept = group.first;
            first.set(kept != null && isOn(kept, poll, now) ? kept : null);
            Duration pause = first.get() == null && isToBeListed(poll, group) ? soon() : pause(process);
            if (now.plus(pause).isBefore(group.next)) {
                begin(process, group, pause);
            }
            poll.room().looks().dueBy(group.next);
            return group;
        });
        FirstList counting = first.get();
        if (counting != null) {
            compare(poll, counting.rooms().get(poll.claim().roomId()), counting.at());
        }
    }

    /** Whether nothing is known about the room, and no list that counts for it is on its way. */
    private static boolean isToBeListed(Poll poll, Group group) {
        return poll.room().known().observation() instanceof Observation.Unknown
                && !(group.firstIsRequested && poll.isNew());
    }

    /**
     * Whether the first list of the process also counts for this room. After a restart thousands of rooms join one by
     * one, in any order, and are not to make the operator list a process several times. The room has neither been read
     * nor changed since the operator tracks its resource. The list may be older than that, so it counts only for a
     * while.
     */
    private boolean isOn(FirstList list, Poll poll, Instant now) {
        return poll.isNew() && now.isBefore(list.at().plus(firstCounts));
    }

    private Duration soon() {
        return backoff.jittered(APART.multipliedBy(groups.size()), 1);
    }

    private Duration pause(HathoraProcess process) {
        return backoff.jittered(interval.multipliedBy(process.active() ? 1 : INACTIVE_ROUNDS), JITTER);
    }

    /**
     * Schedules the next round, in place of one that is already scheduled. Must not run concurrently for the same
     * group.
     */
    private void begin(HathoraProcess process, Group group, Duration pause) {
        Round before = group.round;
        if (before != null) {
            before.cancel();
        }
        Round round = new Round();
        group.round = round;
        group.next = clock.instant().plus(pause);
        round.appointment = schedule.after(pause, process.account().limiter(), Lane.ROUTINE, flow(process, group),
                () -> isWanted(process), () -> {
                    if (isStarted(process, group, round)) {
                        read(process, group);
                    }
                });
    }

    /**
     * Starts a round, unless another one was scheduled instead when this one could not be cancelled any more. No room
     * joins meanwhile.
     */
    private boolean isStarted(HathoraProcess process, Group group, Round round) {
        AtomicBoolean current = new AtomicBoolean();
        groups.computeIfPresent(process, (key, present) -> {
            if (present == group && group.round == round) {
                current.set(true);
                group.firstIsRequested = !group.listed;
            }
            return present;
        });
        return current.get();
    }

    /** The flow that a list is charged to in the rate limiter: that of one of the rooms expected in it. */
    private static Flow flow(HathoraProcess process, Group group) {
        return group.members.stream().findAny().map(poll -> poll.room().flow())
                .orElseGet(() -> new Flow("", process.appId()));
    }

    /** Whether a polled room is still on the process. If not, the process is forgotten. */
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
        Duration until = pause(process);
        try {
            until = pollOrFail(process, group);
        } catch (RuntimeException e) {
            // a bug must not stop the polling of these rooms
            log.error("Polling the rooms of process {} failed unexpectedly", process.processId(), e);
        }
        group.firstIsRequested = false;
        comeBack(process, group, until);
    }

    private Duration pollOrFail(HathoraProcess process, Group group) {
        try {
            if (group.isListed(clock.instant())) {
                readList(process, group);
            } else {
                lookAtEach(process, group);
            }
            return pause(process);
        } catch (HathoraException e) {
            return failed(process, group, e);
        }
    }

    private void comeBack(HathoraProcess process, Group group, Duration until) {
        groups.computeIfPresent(process, (key, present) -> {
            if (present == group) {
                begin(process, group, until);
            }
            return present;
        });
        group.members.forEach(poll -> poll.room().looks().dueBy(group.next));
    }

    private void readList(HathoraProcess process, Group group) {
        Instant asked = clock.instant();
        Map<String, Room> listed = list(process).stream()
                .collect(Collectors.toMap(Room::roomId, Function.identity(), (a, b) -> a));
        group.failures.set(0);
        if (group.unlisted.getAndSet(0) > 0) {
            log.info("The list of rooms on process {} can be read again", process.processId());
        }
        if (!group.listed) {
            keepFirst(group, FirstList.of(asked, listed));
        }
        group.listed = true;
        List<Poll> members = List.copyOf(group.members);
        members.forEach(poll -> compare(poll, listed.get(poll.claim().roomId()), clock.instant()));
        if (process.active()) {
            Set<String> others = new HashSet<>(listed.keySet());
            members.forEach(poll -> others.remove(poll.claim().roomId()));
            unaccounted.listed(process.appId(), process.processId(), others);
        }
    }

    /** Polls each room on its own, except rooms whose poll of an earlier round still waits for its permit. */
    private void lookAtEach(HathoraProcess process, Group group) {
        group.members.stream().filter(group.asked::add).forEach(poll -> schedule.inTurn(process.account().limiter(),
                Lane.ROUTINE, poll.room().flow(), () -> {
                    group.asked.remove(poll);
                    look.look(poll);
                }));
    }

    /**
     * Handles a failed list.
     *
     * @return the pause before the next round
     */
    private Duration failed(HathoraProcess process, Group group, HathoraException e) {
        if (e.kind() == ErrorKind.THROTTLED) {
            // throttling says nothing about the rooms; the limiter knows about it too, and delays the retry as long as
            // necessary
            return backoff.after(1);
        }
        int failures = group.failures.incrementAndGet();
        if (failures <= RoomLook.TOLERATED_FAILURES) {
            return backoff.after(failures);
        }
        if (oneIsToldAbout(group)) {
            int unlisted = group.unlisted.incrementAndGet();
            if (unlisted == 1) {
                log.warn("The list of rooms on process {} can't be read, so its {} rooms are polled one by one: {}",
                        process.processId(), group.members.size(), e.getMessage());
            }
            group.listAgain = clock.instant().plus(listBackoff.after(unlisted));
            lookAtEach(process, group);
            return pause(process);
        }
        group.members.forEach(poll -> look.unanswered(poll, e));
        return backoff.after(failures);
    }

    /** Whether a single room of the list can be read, so that only the list itself fails. */
    private boolean oneIsToldAbout(Group group) {
        Optional<Poll> one = group.members.stream().findAny();
        one.ifPresent(poll -> poll.account().limiter().follow(Lane.ROUTINE, poll.room().flow()));
        return one.isPresent() && look.look(one.get());
    }

    private boolean isDeserted(Group group) {
        group.members.removeIf(poll -> !isCurrent.test(poll));
        group.asked.retainAll(group.members);
        return group.members.isEmpty();
    }

    private static List<Room> list(HathoraProcess process) {
        try {
            return process.list();
        } catch (HathoraException e) {
            if (e.kind() == ErrorKind.ABSENT) {
                // the process is gone; each of its rooms is then polled on its own
                return List.of();
            }
            throw e;
        }
    }

    private void keepFirst(Group group, FirstList list) {
        group.first = list;
        var unused = schedule.timer().schedule(() -> {
            group.first = null;
        }, firstCounts.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void compare(Poll poll, @Nullable Room listed, Instant at) {
        Comparison result = listed == null ? Comparison.DIFFERENT : look.compare(poll, listed, at);
        switch (result) {
            case CONFIRMED -> {
            }
            case DIFFERENT -> lookAlone(poll);
            case IN_PASS -> schedule.calls().execute(() -> {
                if (listed != null && !look.isConfirmedAfterPass(poll, listed, at)) {
                    lookAlone(poll);
                }
            });
        }
    }

    /** The room may be gone, and players wait for its replacement. */
    private void lookAlone(Poll poll) {
        schedule.inTurn(poll.account().limiter(), Lane.READINESS, poll.room().flow(), () -> look.look(poll));
    }
}
