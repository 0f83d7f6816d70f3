package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import dev.hathora.operator.api.Connection;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers about one resource between passes. Nothing here is needed to keep a promise: all of it can
 * be lost at any moment, and is read again from the resource and from Hathora.
 *
 * <p>Guarded by {@link #lock()}. Whoever calls Hathora for the room holds the lock meanwhile, so that a look never runs
 * beside a change, and a getConnectionInfo never beside a suspension.
 */
final class TrackedRoom {
    /** Whoever answered destroyRoom a moment ago answers createRoom, too. */
    private static final Duration SAME_ANSWERER = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final ResourceID resource;
    private final String uid;
    private final BiConsumer<TrackedRoom, @Nullable Claim> retargeted;
    private Set<String> superseded = Set.of();

    private @Nullable HathoraRoom written;
    private volatile @Nullable Claim claim;
    private Observation observation = new Observation.Unknown();
    private Attempts attempts = Attempts.NONE;
    private @Nullable Instant absentSince;
    private @Nullable Instant deletingSince;
    private @Nullable Instant predecessorGoneUntil;
    private @Nullable Account account;
    private @Nullable Turn turn;
    private @Nullable Instant waitsSince;
    private @Nullable HathoraException unanswered;
    private @Nullable String processId;
    private @Nullable ConnectionInfo connection;
    private @Nullable String connectionAllocation;
    private @Nullable Instant claimedAt;
    private @Nullable Instant createdAt;
    private @Nullable String announcedEnd;
    private int failures;
    private boolean changing;
    private boolean released;
    private boolean mayStillComeUp;
    private boolean called;
    private volatile @Nullable Claim target;
    private volatile Instant dueBy;
    private volatile Instant lastLook;
    private volatile int looksFailed;

    /**
     * @param now the present, from which on the room is looked after
     * @param retargeted told when another room than the one given is to be looked at from now on
     */
    TrackedRoom(ResourceID resource, String uid, Instant now, BiConsumer<TrackedRoom, @Nullable Claim> retargeted) {
        this.resource = resource;
        this.uid = uid;
        this.retargeted = retargeted;
        this.lastLook = now;
        this.dueBy = now;
    }

    ReentrantLock lock() {
        return lock;
    }

    ResourceID resource() {
        return resource;
    }

    String uid() {
        return uid;
    }

    /** The newer of what a cache holds and what we wrote: the cache may not have heard of our last write yet. */
    HathoraRoom newest(HathoraRoom cached) {
        if (written != null && superseded.contains(cached.getMetadata().getResourceVersion())) {
            return written;
        }
        superseded = Set.of();
        written = null;
        return cached;
    }

    /**
     * Keeps nothing that the cache holds, too, by now: what we wrote, and a configuration that is as spec says. No pass may
     * follow for hours. Whoever works on the room goes first.
     */
    void dropCopies(HathoraRoom cached) {
        if (lock.tryLock()) {
            try {
                HathoraRoom newest = newest(cached);
                if (observation instanceof Observation.Present present && newest.getSpec() != null) {
                    observation = present.sharing(newest.getSpec().roomConfig());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Remembers a write of ours. */
    HathoraRoom wrote(HathoraRoom before, HathoraRoom after) {
        String version = before.getMetadata().getResourceVersion();
        if (!version.equals(after.getMetadata().getResourceVersion())) {
            superseded = superseded.isEmpty() ? new HashSet<>() : superseded;
            superseded.add(version);
            written = after;
        }
        return after;
    }

    /** What the resource has laid claim to. Readable without the lock. */
    @Nullable
    Claim claim() {
        return claim;
    }

    /** Goes over to a claim; what was known belongs to the one before, except for a room that is taken over. */
    void claim(Claim next, Attempts sent) {
        if (!next.equals(claim)) {
            if (claim != null) {
                boolean proved = observation instanceof Observation.Absent absent && absent.last() != null;
                boolean destroyed = attempts.destroyed() != null && attempts.destroyed().accepted();
                predecessorGoneUntil = proved || destroyed ? Instant.MAX : null;
                observation = new Observation.Unknown();
                absentSince = null;
                connection = null;
                connectionAllocation = null;
                processId = null;
                unanswered = null;
            }
            claim = next;
            attempts = observation instanceof Observation.Present ? attempts : sent;
            createdAt = null;
        }
    }

    /** The room to look at: the claimed one, or the one that is observed or named by spec. Readable without the lock. */
    @Nullable
    Claim target() {
        return target;
    }

    void target(@Nullable Claim now) {
        Claim before = target;
        if (!Objects.equals(before, now)) {
            target = now;
            retargeted.accept(this, before);
        }
    }

    /** By when the next pass or look is to have begun. Readable without the lock. */
    Instant dueBy() {
        return dueBy;
    }

    void dueBy(Instant next) {
        dueBy = next;
    }

    /** A pass has found the resource to be deleted. */
    void deleting(Instant now) {
        deletingSince = deletingSince == null ? now : deletingSince;
    }

    /** Whether Hathora has told about the room since then. */
    boolean lookedSinceDeletion() {
        return deletingSince != null && !lastLook.isBefore(deletingSince);
    }

    /** When Hathora last told about the room, or when the resource was met. Readable without the lock. */
    Instant lastLook() {
        return lastLook;
    }

    void looked(Instant now) {
        lastLook = now;
        looksFailed = 0;
    }

    /** Counts a look without an answer: how many in a row there were now. */
    int lookFailed() {
        int failed = looksFailed + 1;
        looksFailed = failed;
        return failed;
    }

    /** How many looks in a row had no answer. Readable without the lock. */
    int looksFailed() {
        return looksFailed;
    }

    /** Whether a room that a list tells about is where status says that it is. */
    boolean isWhereRemembered(Room listed) {
        RoomAllocation listedOn = listed.currentAllocation();
        return connectionAllocation == null
                ? listed.status() == RoomStatus.SUSPENDED && listedOn == null
                : listed.status() == RoomStatus.ACTIVE && listedOn != null
                        && connectionAllocation.equals(listedOn.roomAllocationId());
    }

    Observation observation() {
        return observation;
    }

    void observed(Observation now) {
        observation = now;
        unanswered = now instanceof Observation.Unknown ? unanswered : null;
        changing &= now instanceof Observation.Unknown;
        absentSince = switch (now) {
            case Observation.Absent absent -> absent.since();
            // not to know is no word for it, and none against it
            case Observation.Unknown unknown -> absentSince;
            case Observation.Present present -> null;
            case Observation.Created created -> null;
        };
    }

    /** Takes in that Hathora knows no such room. */
    void absent(Instant now) {
        observed(new Observation.Absent(null, now, absentSince == null ? now : absentSince));
    }

    /** Whether the room before the claimed one needs no more attention. */
    boolean isPredecessorGone(Instant now) {
        return predecessorGoneUntil != null && now.isBefore(predecessorGoneUntil);
    }

    /** A destroyRoom of the room before the claimed one was answered; where it found none, that holds for a moment. */
    void destroyedPredecessor(boolean accepted, Instant now) {
        predecessorGoneUntil = accepted ? Instant.MAX : now.plus(SAME_ANSWERER);
    }

    /** A change of ours outdates what was known. */
    void changes() {
        observed(new Observation.Unknown());
        changing = true;
    }

    /** Whether the room was not seen since we changed it, or tried to: users wait for what becomes of it. */
    boolean isChanging() {
        return changing;
    }

    /** Nothing is known any more, because the looks at the room failed like this. */
    void unanswered(HathoraException failure) {
        observation = new Observation.Unknown();
        unanswered = failure;
    }

    /** Why the looks at the room fail; null: they don't. */
    @Nullable
    HathoraException unanswered() {
        return unanswered;
    }

    void askedAgain() {
        unanswered = null;
    }

    /** Takes in what Hathora says about the room. */
    void observed(Room room, Instant now) {
        if (observation instanceof Observation.Created created
                && created.connection().status() == ReadyStatus.ACTIVE) {
            remember(room, created.connection());
        }
        observed(Observation.of(room, connection, connectionAllocation, now));
        if (room.currentAllocation() != null) {
            processId = room.currentAllocation().processId();
        }
        if (observation instanceof Observation.Present) {
            attempts = attempts.seen(now);
        }
    }

    /** Takes in where the room can be joined, for the allocation that Hathora told about together with it. */
    void observed(Room room, ConnectionInfo joinable, Instant now) {
        remember(room, joinable);
        observed(room, now);
    }

    private void remember(Room room, ConnectionInfo joinable) {
        connection = joinable;
        connectionAllocation = room.currentAllocation() == null ? null : room.currentAllocation().roomAllocationId();
    }

    /** Takes in that createRoom succeeded. */
    void created(ConnectionInfo answer, Instant now) {
        observation = new Observation.Created(answer);
        attempts = attempts.created(Attempts.Create.ACCEPTED, now);
        createdAt = now;
    }

    /** Starts from what status remembers, so that nothing has to be asked again after a restart of the operator. */
    void recall(HathoraRoomStatus status) {
        if (!status.allocations().isEmpty() && status.allocations().getFirst().roomId().equals(status.roomId())) {
            processId = status.allocations().getFirst().processId();
        }
        if (status.connection() != null && status.currentAllocation() != null && status.roomId() != null) {
            connection = new ConnectionInfo(status.roomId(), ReadyStatus.ACTIVE, port(status.connection()),
                    status.additionalPorts().stream().map(TrackedRoom::port).toList());
            connectionAllocation = status.currentAllocation().roomAllocationId();
        }
    }

    private static ExposedPort port(Connection connection) {
        return new ExposedPort(connection.name(), connection.host(), connection.port(), connection.transportType());
    }

    @Nullable
    ConnectionInfo connection() {
        return connection;
    }

    Attempts attempts() {
        return attempts;
    }

    void attempts(Attempts now) {
        attempts = now;
    }

    /** The process that the room is on, or was on last; null: none that is known. */
    @Nullable
    String processId() {
        return processId;
    }

    @Nullable
    Account account() {
        return account;
    }

    void account(Account now) {
        account = now;
    }

    /** The place in the queue of calls that a pass waits for, or has waited for. */
    @Nullable
    Turn turn() {
        return turn;
    }

    void queue(Turn place) {
        leaveQueue();
        turn = place;
    }

    /** A pass begins, and has not called Hathora yet. */
    void beginPass() {
        called = false;
    }

    /** The turn has come and is used. */
    void calls() {
        turn = null;
        waitsSince = null;
        called = true;
    }

    /** Whether the pass has called Hathora already. */
    boolean hasCalled() {
        return called;
    }

    private void leaveQueue() {
        if (turn != null) {
            turn.leave();
        }
        turn = null;
        waitsSince = null;
    }

    /** A pass has ended because its turn had not come. */
    void waits(Instant now) {
        waitsSince = waitsSince == null ? now : waitsSince;
    }

    /** Since when passes have ended like that; null: the last one has not. */
    @Nullable
    Instant waitsSince() {
        return waitsSince;
    }

    /** A claim was stored just now. */
    void claimed(Instant now) {
        claimedAt = now;
    }

    /** Since when the room has been on its way to be joined for the first time; told once. Null: it is not. */
    @Nullable
    Instant takeClaimedAt() {
        Instant since = claimedAt;
        claimedAt = null;
        return since;
    }

    @Nullable
    Instant createdAt() {
        return createdAt;
    }

    void createdAt(Instant now) {
        createdAt = now;
    }

    /** Whether the end of this room is still to be announced; announces it. */
    boolean announcesEnd(String roomId) {
        boolean news = !roomId.equals(announcedEnd);
        announcedEnd = roomId;
        return news;
    }

    int failed() {
        leaveQueue();
        return ++failures;
    }

    void succeeded() {
        leaveQueue();
        failures = 0;
    }

    /** Whether the finalizer was taken away by us, so that the resource may vanish. */
    boolean released() {
        return released;
    }

    /** @param gone whether the room was found to be gone, and not left behind */
    void release(boolean gone) {
        leaveQueue();
        released = true;
        mayStillComeUp = gone && switch (attempts.create()) {
            case UNCLEAR, ACCEPTED, REFUSED ->
                !(observation instanceof Observation.Absent absent && absent.last() != null);
            case NONE, SEEN -> false;
        };
    }

    /** Whether a createRoom of the released room was never answered, and its room never seen. */
    boolean mayStillComeUp() {
        return mayStillComeUp;
    }
}
