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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.watch.Poll.Place;
import dev.hathora.operator.controller.watch.ProcessGroup.Round;
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
    private final Map<HathoraProcess, ProcessGroup> groups = new ConcurrentHashMap<>();

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

    /** Adds a room to the group of its process. The room's lock must be held. */
    void join(Poll poll, Place.OnProcess place) {
        HathoraProcess process = new HathoraProcess(poll.account(), poll.claim().appId(), place.processId(),
                place.active());
        AtomicReference<FirstList.@Nullable Listed> first = new AtomicReference<>();
        groups.compute(process, (key, existing) -> {
            Instant now = clock.instant();
            ProcessGroup group = existing == null ? new ProcessGroup(new FirstList(firstCounts)) : existing;
            group.add(poll);
            FirstList.Listed counting = group.first().of(poll, now);
            first.set(counting);
            boolean toBeListed = poll.room().known().observation() instanceof Observation.Unknown && counting == null
                    && !group.first().willCountFor(poll);
            Duration pause = toBeListed ? soon() : pause(process);
            if (now.plus(pause).isBefore(group.next())) {
                begin(process, group, pause);
            }
            poll.room().looks().dueBy(group.next());
            return group;
        });
        FirstList.Listed counting = first.get();
        if (counting != null) {
            compare(poll, counting.rooms().get(poll.claim().roomId()), counting.at());
        }
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
    private void begin(HathoraProcess process, ProcessGroup group, Duration pause) {
        Round round = group.next(clock.instant().plus(pause));
        round.at(schedule.after(pause, process.account().limiter(), Lane.ROUTINE, flow(process, group),
                () -> isWanted(process), () -> {
                    if (isStarted(process, group, round)) {
                        read(process, group);
                    }
                }));
    }

    /**
     * Starts a round, unless another one was scheduled instead when this one could not be cancelled any more. No room
     * joins meanwhile.
     */
    private boolean isStarted(HathoraProcess process, ProcessGroup group, Round round) {
        AtomicBoolean current = new AtomicBoolean();
        groups.computeIfPresent(process, (key, present) -> {
            if (present == group && group.isCurrent(round)) {
                current.set(true);
                group.first().begins();
            }
            return present;
        });
        return current.get();
    }

    /** The flow that a list is charged to in the rate limiter: that of one of the rooms expected in it. */
    private static Flow flow(HathoraProcess process, ProcessGroup group) {
        return group.one().map(poll -> poll.room().flow())
                .orElseGet(() -> new Flow("", process.appId()));
    }

    /** Whether a polled room is still on the process. If not, the process is forgotten. */
    private boolean isWanted(HathoraProcess process) {
        if (groups.computeIfPresent(process, (key, group) -> group.isDeserted(isCurrent) ? null : group) != null) {
            return true;
        }
        if (process.active()) {
            unaccounted.forget(process.appId(), process.processId());
        }
        return false;
    }

    private void read(HathoraProcess process, ProcessGroup group) {
        Duration until = pause(process);
        try {
            until = pollOrFail(process, group);
        } catch (RuntimeException e) {
            // a bug must not stop the polling of these rooms
            log.error("Polling the rooms of process {} failed unexpectedly", process.processId(), e);
        }
        group.first().ends();
        comeBack(process, group, until);
    }

    private Duration pollOrFail(HathoraProcess process, ProcessGroup group) {
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

    private void comeBack(HathoraProcess process, ProcessGroup group, Duration until) {
        groups.computeIfPresent(process, (key, present) -> {
            if (present == group) {
                begin(process, group, until);
            }
            return present;
        });
        group.members().forEach(poll -> poll.room().looks().dueBy(group.next()));
    }

    private void readList(HathoraProcess process, ProcessGroup group) {
        Instant asked = clock.instant();
        Map<String, Room> listed = process.list().stream()
                .collect(Collectors.toMap(Room::roomId, Function.identity(), (a, b) -> a));
        if (group.succeeded()) {
            log.info("The list of rooms on process {} can be read again", process.processId());
        }
        if (group.first().keep(asked, listed)) {
            var unused = schedule.timer().schedule(group.first()::drop, firstCounts.toMillis(), TimeUnit.MILLISECONDS);
        }
        List<Poll> members = group.members();
        members.forEach(poll -> compare(poll, listed.get(poll.claim().roomId()), clock.instant()));
        if (process.active()) {
            Set<String> others = new HashSet<>(listed.keySet());
            members.forEach(poll -> others.remove(poll.claim().roomId()));
            unaccounted.listed(process.appId(), process.processId(), others);
        }
    }

    /** Polls each room on its own, except rooms whose poll of an earlier round still waits for its permit. */
    private void lookAtEach(HathoraProcess process, ProcessGroup group) {
        group.members().stream().filter(group::asks).forEach(poll -> schedule.inTurn(process.account().limiter(),
                Lane.ROUTINE, poll.room().flow(), () -> {
                    group.isAsked(poll);
                    look.look(poll);
                }));
    }

    /**
     * Handles a failed list.
     *
     * @return the pause before the next round
     */
    private Duration failed(HathoraProcess process, ProcessGroup group, HathoraException e) {
        if (e.kind() == ErrorKind.THROTTLED) {
            // throttling says nothing about the rooms; the limiter knows about it too, and delays the retry as long as
            // necessary
            return backoff.after(1);
        }
        int failures = group.failed();
        if (failures <= RoomLook.TOLERATED_FAILURES) {
            return backoff.after(failures);
        }
        if (oneIsToldAbout(group)) {
            int unlisted = group.unlisted();
            if (unlisted == 1) {
                log.warn("The list of rooms on process {} can't be read, so its {} rooms are polled one by one: {}",
                        process.processId(), group.members().size(), e.getMessage());
            }
            group.listAgain(clock.instant().plus(listBackoff.after(unlisted)));
            lookAtEach(process, group);
            return pause(process);
        }
        group.members().forEach(poll -> look.unanswered(poll, e));
        return backoff.after(failures);
    }

    /** Whether a single room of the list can be read, so that only the list itself fails. */
    private boolean oneIsToldAbout(ProcessGroup group) {
        Optional<Poll> one = group.one();
        one.ifPresent(poll -> poll.account().limiter().follow(Lane.ROUTINE, poll.room().flow()));
        return one.isPresent() && look.look(one.get());
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
