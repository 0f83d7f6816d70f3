package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Watch;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Hathora about each room on a schedule of its own: booting rooms quickly (getConnectionInfo, from 250 ms, growing
 * to 2 s), settled ones with getRoomInfo once per interval. Passes of the reconciler never wait for it.
 */
final class PollingRoomWatcher implements RoomWatcher {
    private static final Logger log = LoggerFactory.getLogger(PollingRoomWatcher.class);
    private static final Duration FIRST_READINESS = Duration.ofMillis(250);
    private static final Duration SLOWEST_READINESS = Duration.ofSeconds(2);
    private static final double READINESS_GROWTH = 1.5;
    private static final double JITTER = 0.1;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** One answer may get lost; two in a row, and the room counts as unknown. */
    private static final int TOLERATED_FAILURES = 1;

    private final Duration interval;
    private final InstantSource clock;
    private final Consumer<ResourceID> wake;
    private final Backoff backoff;
    private final Map<String, Poll> polls = new ConcurrentHashMap<>();
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param interval the time between two looks at a settled room; each is up to 10 % shorter or longer
     * @param wake called when the observation of a resource's room changed
     */
    PollingRoomWatcher(Duration interval, InstantSource clock, RandomGenerator random, Consumer<ResourceID> wake) {
        this.interval = interval;
        this.clock = clock;
        this.wake = wake;
        this.backoff = new Backoff(ASK_AGAIN, interval, random);
    }

    /**
     * A room's place in the schedule. Another one replaces it when the room is to be watched differently.
     *
     * @param claim the room as it was when watching began; null where nothing is watched
     */
    private record Poll(TrackedRoom room, Watch how, @Nullable Claim claim, Instant since) {}

    @Override
    public void watch(TrackedRoom room, Watch how) {
        Poll current = polls.get(room.uid());
        Claim target = room.target();
        if (current != null && current.how() == how && current.room() == room
                && Objects.equals(current.claim(), target)) {
            return;
        }
        if (how == Watch.NONE || target == null) {
            polls.remove(room.uid());
            return;
        }
        Poll poll = new Poll(room, how, target, clock.instant());
        polls.put(room.uid(), poll);
        schedule(poll, isHurried(room, how) ? FIRST_READINESS : backoff.jittered(interval, JITTER), FIRST_READINESS,
                0);
    }

    @Override
    public void forget(TrackedRoom room) {
        polls.remove(room.uid());
    }

    /** The longest time that a watched room has not been looked at, for the health check. */
    Duration oldestLook() {
        Instant now = clock.instant();
        return polls.values().stream().map(p -> Duration.between(p.room().lastLook().isAfter(p.since())
                ? p.room().lastLook()
                : p.since(), now)).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private void schedule(Poll poll, Duration delay, Duration readinessPause, int failures) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, calls)
                .execute(() -> look(poll, readinessPause, failures));
    }

    private void look(Poll poll, Duration readinessPause, int failures) {
        poll.room().lock().lock();
        try {
            if (poll.equals(polls.get(poll.room().uid()))) {
                LogContext.about(poll.room(), poll.claim(), () -> look(poll, poll.room(), readinessPause, failures))
                        .ifPresent(next -> schedule(poll, next.pause(), next.readinessPause(), next.failures()));
            }
        } catch (RuntimeException e) {
            // a bug must not end the watching of this room
            log.error("Looking at room {} failed unexpectedly", poll.claim(), e);
            schedule(poll, backoff.jittered(interval, JITTER), readinessPause, failures);
        } finally {
            poll.room().lock().unlock();
        }
    }

    /** When and how to look again. */
    private record Next(Duration pause, Duration readinessPause, int failures) {}

    private Optional<Next> look(Poll poll, TrackedRoom room, Duration readinessPause, int earlierFailures) {
        int failures = earlierFailures;
        Claim claim = poll.claim();
        HathoraCloud cloud = room.cloud();
        if (claim == null || cloud == null) {
            return Optional.empty();
        }
        Observation before = room.observation();
        try {
            switch (poll.how()) {
                case READINESS -> askReadiness(room, claim, cloud);
                case ROUTINE -> room.observed(cloud.getRoomInfo(claim.appId(), claim.roomId()), clock.instant());
                case OBSERVED -> observe(room, claim, cloud);
                case NONE -> {
                    return Optional.empty();
                }
            }
            room.looked(clock.instant());
            failures = 0;
        } catch (HathoraException e) {
            failures++;
            if (mayHaveWoken(poll, e)) {
                room.attempts(room.attempts().mayWake(clock.instant()));
            }
            if (e.kind() == ErrorKind.ABSENT && poll.how() == Watch.ROUTINE) {
                room.observed(new Observation.Absent(null, clock.instant()));
                room.looked(clock.instant());
            } else if (e.kind() == ErrorKind.ABSENT || failures > TOLERATED_FAILURES) {
                // the reconciler looks for itself, and says what it finds
                log.debug("Nothing is known about the room any more: {}", e.getMessage());
                room.observed(new Observation.Unknown());
            }
        }
        boolean changed = !room.observation().equals(before);
        if (changed) {
            wake.accept(room.resource());
        }
        if (room.observation() instanceof Observation.Unknown) {
            polls.remove(room.uid(), poll);
            return Optional.empty();
        }
        // after a change the reconciler decides how to go on watching; the interval is for an event that gets lost
        Duration next = changed
                ? interval
                : failures > 0
                        ? backoff.after(failures)
                        : isHurried(room, poll.how()) ? readinessPause : backoff.jittered(interval, JITTER);
        Duration grown = Duration.ofMillis((long) (readinessPause.toMillis() * READINESS_GROWTH));
        return Optional
                .of(new Next(next, grown.compareTo(SLOWEST_READINESS) > 0 ? SLOWEST_READINESS : grown, failures));
    }

    private void askReadiness(TrackedRoom room, Claim claim, HathoraCloud cloud) {
        ConnectionInfo info = cloud.getConnectionInfo(claim.appId(), claim.roomId());
        if (info.status() == ReadyStatus.ACTIVE && info.exposedPort() != null) {
            room.observed(cloud.getRoomInfo(claim.appId(), claim.roomId()), info, clock.instant());
        }
    }

    private void observe(TrackedRoom room, Claim claim, HathoraCloud cloud) {
        Room seen = cloud.getRoomInfo(claim.appId(), claim.roomId());
        room.observed(seen, clock.instant());
        if (lacksAddress(room)) {
            ConnectionInfo info = cloud.getConnectionInfo(claim.appId(), claim.roomId());
            if (info.status() == ReadyStatus.ACTIVE && info.exposedPort() != null) {
                room.observed(seen, info, clock.instant());
            }
        }
    }

    private static boolean lacksAddress(TrackedRoom room) {
        return room.observation() instanceof Observation.Present p && p.placed() && !p.joinable();
    }

    private static boolean isHurried(TrackedRoom room, Watch how) {
        return how == Watch.READINESS || (how == Watch.OBSERVED && lacksAddress(room));
    }

    private static boolean mayHaveWoken(Poll poll, HathoraException e) {
        return poll.how() != Watch.ROUTINE && e.effect() == Effect.MAYBE_APPLIED;
    }

    @Override
    public void close() {
        calls.shutdown();
    }
}
