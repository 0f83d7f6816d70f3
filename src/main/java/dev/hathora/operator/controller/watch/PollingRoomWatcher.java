package dev.hathora.operator.controller.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.watch.Poll.Place;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.traffic.Backoff;
import dev.hathora.operator.traffic.Lane;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls Hathora on a schedule of its own, independent of reconcile: rooms that are starting at short intervals (with
 * getConnectionInfo, from 250 ms growing to 2 s), settled rooms {@linkplain ProcessLooks in bulk}, and the few rooms
 * without a known process one by one, once per interval. Thread-safe.
 */
public final class PollingRoomWatcher {
    private static final Logger log = LoggerFactory.getLogger(PollingRoomWatcher.class);
    static final Duration FIRST_READINESS = Duration.ofMillis(250);
    private static final Duration SLOWEST_READINESS = Duration.ofSeconds(2);
    /**
     * With this factor a room is noticed, on average, after a tenth of its start time. A start that takes 10 s costs 14
     * calls.
     */
    private static final double READINESS_GROWTH = 1.15;
    private static final double JITTER = 0.1;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Duration interval;
    private final InstantSource clock;
    private final Backoff backoff;
    private final LookSchedule schedule;
    private final RoomLook look;
    private final ProcessLooks processes;
    private final Map<String, Poll> polls = new ConcurrentHashMap<>();

    /**
     * @param interval the time between two polls of a settled room; each interval is up to 10 % shorter or longer
     * @param unaccounted told which rooms are on the processes of tracked rooms
     * @param wake called when the observation of a resource's room changed; must not block
     */
    public PollingRoomWatcher(Duration interval, InstantSource clock, RandomGenerator random, LookSchedule schedule,
            UnaccountedRooms unaccounted, Consumer<ResourceID> wake) {
        this.interval = interval;
        this.clock = clock;
        this.backoff = new Backoff(ASK_AGAIN, interval, random);
        this.schedule = schedule;
        this.look = new RoomLook(clock, this::isCurrent, wake);
        this.processes = new ProcessLooks(interval, clock, backoff, schedule, look, this::isCurrent, unaccounted);
    }

    private boolean isCurrent(Poll poll) {
        return poll.equals(polls.get(poll.room().uid()));
    }

    /**
     * Polls a room in this way from now on, instead of the previous way. The room's lock must be held.
     *
     * @return whether there is anything to poll
     */
    public boolean watch(TrackedRoom room, Watch how) {
        Poll poll = Poll.of(room, how).orElse(null);
        if (poll == null) {
            forget(room);
            return false;
        }
        if (poll.isLike(polls.get(room.uid()))) {
            return true;
        }
        Poll before = polls.put(room.uid(), poll);
        if (before != null) {
            before.cancel();
        }
        switch (poll.place()) {
            case Place.Hurried h -> hurry(poll, FIRST_READINESS);
            case Place.Alone a -> lookNowAndThen(poll, room.known().observation() instanceof Observation.Unknown
                    ? FIRST_READINESS
                    : interval);
            case Place.OnProcess place -> processes.join(poll, place);
        }
        return true;
    }

    /** Stops polling a room. Without effect if it is not polled. */
    public void forget(TrackedRoom room) {
        Poll before = polls.remove(room.uid());
        if (before != null) {
            before.cancel();
        }
    }

    /** The age of the oldest observation among all polled rooms; zero if no room is polled. */
    public Duration oldestLook() {
        Instant now = clock.instant();
        return polls.values().stream().map(p -> Duration.between(p.room().looks().last(), now)).max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private void hurry(Poll poll, Duration pause) {
        Duration longest = poll.room().looks().failed() == 0 ? pause : backoff.after(poll.room().looks().failed());
        again(poll, longest, Lane.READINESS,
                () -> hurry(poll, slower(pause)));
    }

    /** The pause that follows this one while a room starts. */
    static Duration slower(Duration pause) {
        Duration grown = Duration.ofMillis((long) (pause.toMillis() * READINESS_GROWTH));
        return grown.compareTo(SLOWEST_READINESS) > 0 ? SLOWEST_READINESS : grown;
    }

    private void lookNowAndThen(Poll poll, Duration pause) {
        again(poll, backoff.jittered(pause, JITTER), Lane.ROUTINE, () -> lookNowAndThen(poll,
                poll.room().looks().failed() == 0 ? interval : backoff.after(poll.room().looks().failed())));
    }

    private void again(Poll poll, Duration pause, Lane lane, Runnable next) {
        poll.room().looks().dueBy(clock.instant().plus(pause));
        poll.next(
                schedule.after(pause, poll.account().limiter(), lane, poll.room().flow(), () -> isCurrent(poll), () -> {
                    if (isCurrent(poll)) {
                        try {
                            look.look(poll);
                        } catch (RuntimeException e) {
                            // a bug must not stop the polling of this room
                            log.error("Polling room {} failed unexpectedly", poll.claim(), e);
                        }
                        if (isCurrent(poll)) {
                            next.run();
                        }
                    }
                }));
    }
}
