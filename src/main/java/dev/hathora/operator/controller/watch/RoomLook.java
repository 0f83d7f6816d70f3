package dev.hathora.operator.controller.watch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.memory.LogContext;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.traffic.Lane;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll of one room: calls Hathora, records the answer, and requeues the resource if the answer is new. Thread-safe.
 */
final class RoomLook {
    private static final Logger log = LoggerFactory.getLogger(RoomLook.class);

    /** This many failed polls are tolerated. After one more, the state of the room counts as unknown. */
    static final int TOLERATED_FAILURES = 1;

    private final InstantSource clock;
    private final Predicate<Poll> isCurrent;
    private final Consumer<ResourceID> wake;

    /**
     * @param isCurrent whether a poll has not been replaced meanwhile
     * @param wake called when the observation of a resource's room changed; must not block
     */
    RoomLook(InstantSource clock, Predicate<Poll> isCurrent, Consumer<ResourceID> wake) {
        this.clock = clock;
        this.isCurrent = isCurrent;
        this.wake = wake;
    }

    /**
     * Polls the room on its own. A permit of the rate limiter must have been granted. Waits while a pass holds the
     * room's lock.
     *
     * @return whether Hathora answered about the room; a 404 counts as an answer
     */
    boolean look(Poll poll) {
        TrackedRoom room = poll.room();
        room.lock().lock();
        try {
            return isCurrent.test(poll) && LogContext.about(room, poll.claim(), () -> lookAlone(poll, room));
        } finally {
            room.lock().unlock();
        }
    }

    /** How a list entry compares with what is known about a room. */
    enum Comparison {
        /** The entry confirms it, or the room is polled differently by now. */
        CONFIRMED,

        /** The room has to be polled on its own. */
        DIFFERENT,

        /** A pass is working on the room. */
        IN_PASS
    }

    /**
     * Compares a list entry with what is known about the room. Does not wait for a pass.
     *
     * @param at when Hathora told it
     */
    Comparison compare(Poll poll, Room listed, Instant at) {
        TrackedRoom room = poll.room();
        if (!room.lock().tryLock()) {
            return Comparison.IN_PASS;
        }
        try {
            return !isCurrent.test(poll) || confirm(room, listed, at) ? Comparison.CONFIRMED : Comparison.DIFFERENT;
        } finally {
            room.lock().unlock();
        }
    }

    /**
     * Compares a list entry that arrived while a pass was working on the room, once the pass has ended. Most passes read
     * the room themselves; the first one after a restart leaves that to the list.
     *
     * @return whether the entry confirms what is known, or nothing has to be done; false: the room has to be polled on
     *     its own
     */
    boolean isConfirmedAfterPass(Poll poll, Room listed, Instant at) {
        TrackedRoom room = poll.room();
        room.lock().lock();
        try {
            return !isCurrent.test(poll) || !poll.isNew() || confirm(room, listed, at);
        } finally {
            room.lock().unlock();
        }
    }

    private boolean confirm(TrackedRoom room, Room listed, Instant at) {
        boolean same = switch (room.known().observation()) {
            case Observation.Present p -> p.room().status() == listed.status()
                    && sameAllocation(p.room(), listed)
                    && Objects.equals(p.room().roomConfig(), listed.roomConfig());
            // the first poll after a restart: if the room is in the state that status recorded, nothing more is needed
            case Observation.Unknown u -> room.known().whereabouts().isAsRemembered(listed);
            case Observation.Missing m -> false;
            case Observation.Created c -> false;
        };
        if (!same) {
            return false;
        }
        if (room.known().observation() instanceof Observation.Unknown) {
            room.known().record(listed, at);
            wake.accept(room.resource());
        } else if (room.known().confirm(listed, at)) {
            wake.accept(room.resource());
        }
        room.looks().answered(at);
        return true;
    }

    private static boolean sameAllocation(Room known, Room listed) {
        return known.currentAllocation() == null
                ? listed.currentAllocation() == null
                : listed.currentAllocation() != null && known.currentAllocation().roomAllocationId()
                        .equals(listed.currentAllocation().roomAllocationId());
    }

    /** Records that polls of a settled room fail. Does nothing while a pass holds the room's lock. */
    void unanswered(Poll poll, HathoraException failure) {
        TrackedRoom room = poll.room();
        if (!room.lock().tryLock()) {
            return;
        }
        try {
            if (isCurrent.test(poll)) {
                forgetWhatIsKnown(room, failure);
            }
        } finally {
            room.lock().unlock();
        }
    }

    private void forgetWhatIsKnown(TrackedRoom room, HathoraException failure) {
        HathoraException before = room.known().failedLook();
        room.known().recordFailedLook(failure);
        if (before == null || before.kind() != failure.kind()) {
            wake.accept(room.resource());
        }
    }

    private boolean lookAlone(Poll poll, TrackedRoom room) {
        Observation before = room.known().observation();
        boolean unread = room.known().attempts().areUnread();
        boolean answered = room.shared().ask(() -> ask(poll, room));
        boolean changed = !room.known().observation().equals(before)
                || room.known().attempts().areUnread() != unread;
        log.trace("Polled, changed: {}", changed);
        if (changed) {
            wake.accept(room.resource());
        }
        return answered;
    }

    private boolean ask(Poll poll, TrackedRoom room) {
        try {
            switch (poll.how()) {
                case READINESS -> askReadiness(poll, room);
                case ROUTINE -> askInfo(poll, room);
                case OBSERVED -> observe(poll, room);
                case NONE -> throw new IllegalStateException("is not watched");
            }
            room.looks().answered(clock.instant());
            return true;
        } catch (HathoraException e) {
            takeIn(e, poll, room);
            return e.kind() == ErrorKind.ABSENT;
        }
    }

    private void takeIn(HathoraException e, Poll poll, TrackedRoom room) {
        if (e.kind() == ErrorKind.THROTTLED) {
            // throttling says nothing about the room; the limiter knows about it too
            return;
        }
        if (poll.how() != Watch.ROUTINE && e.effect() == Effect.MAYBE_APPLIED) {
            room.known().setAttempts(room.known().attempts().mayWake(clock.instant()));
            room.shared().mayWake(clock.instant());
        }
        if (e.kind() == ErrorKind.ABSENT && poll.how() == Watch.ROUTINE) {
            room.known().recordNotFound(clock.instant(), poll.account().applications().now());
            room.looks().answered(clock.instant());
        } else if (room.looks().unanswered() > TOLERATED_FAILURES || e.kind() == ErrorKind.ABSENT) {
            log.debug("Nothing is known about the room any more: {}", e.getMessage());
            if (poll.how() == Watch.ROUTINE) {
                forgetWhatIsKnown(room, e);
            } else {
                // the reconciler reads the state itself, and reports what it finds
                room.known().record(new Observation.Unknown());
            }
        }
    }

    private void askInfo(Poll poll, TrackedRoom room) {
        room.known().record(roomInfo(poll), clock.instant());
    }

    private void askReadiness(Poll poll, TrackedRoom room) {
        ConnectionInfo info = connectionInfo(poll);
        if (info.status() == ReadyStatus.ACTIVE && info.exposedPort() != null) {
            follow(poll);
            room.known().record(roomInfo(poll), info, clock.instant());
        }
    }

    private void observe(Poll poll, TrackedRoom room) {
        Room seen = roomInfo(poll);
        room.known().record(seen, clock.instant());
        if (Poll.lacksAddress(room) && room.shared().mayBeWoken(clock.instant())) {
            follow(poll);
            ConnectionInfo info = connectionInfo(poll);
            if (info.status() == ReadyStatus.ACTIVE && info.exposedPort() != null) {
                room.known().record(seen, info, clock.instant());
            }
        }
    }

    /** Takes a permit at once for a second call of the same poll. */
    private static void follow(Poll poll) {
        poll.account().limiter().follow(Lane.READINESS, poll.room().flow());
    }

    private static Room roomInfo(Poll poll) {
        return poll.account().applications().roomInfo(poll.account().cloud(), poll.claim());
    }

    private static ConnectionInfo connectionInfo(Poll poll) {
        HathoraCloud cloud = poll.account().cloud();
        return cloud.getConnectionInfo(poll.claim().appId(), poll.claim().roomId());
    }
}
