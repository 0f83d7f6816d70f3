package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.Flow;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
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
    private final Writes writes = new Writes();
    private final PlaceInQueue queue = new PlaceInQueue();
    private final Stalls stalls = new Stalls();
    private final Whereabouts whereabouts = new Whereabouts();
    private final Milestones milestones = new Milestones();
    private final Standing standing = new Standing();
    private final Looks looks;
    private volatile @Nullable Claim claim;
    private Observation observation = new Observation.Unknown();
    private Attempts attempts = Attempts.NONE;
    private @Nullable Instant absentSince;
    private @Nullable Instant deletingSince;
    private @Nullable Instant predecessorGoneUntil;
    private @Nullable Account account;
    private @Nullable HathoraException unanswered;
    private int failures;
    private boolean changing;
    private boolean released;
    private boolean mayStillComeUp;
    private volatile @Nullable Claim target;

    /**
     * @param now the present, from which on the room is looked after
     * @param retargeted told when another room than the one given is to be looked at from now on
     */
    TrackedRoom(ResourceID resource, String uid, Instant now, BiConsumer<TrackedRoom, @Nullable Claim> retargeted) {
        this.resource = resource;
        this.uid = uid;
        this.retargeted = retargeted;
        this.looks = new Looks(now);
    }

    ReentrantLock lock() {
        return lock;
    }

    /** What we wrote of the resource, and what was refused. */
    Writes writes() {
        return writes;
    }

    /** Where its calls stand in line. */
    PlaceInQueue queue() {
        return queue;
    }

    /** What Hathora refuses until a human has put something right. */
    Stalls stalls() {
        return stalls;
    }

    /** Where the room is, and can be joined. */
    Whereabouts whereabouts() {
        return whereabouts;
    }

    /** What is told once. */
    Milestones milestones() {
        return milestones;
    }

    /** What is known about others that may want its room. */
    Standing standing() {
        return standing;
    }

    /** When it was and is to be looked at. */
    Looks looks() {
        return looks;
    }

    ResourceID resource() {
        return resource;
    }

    String uid() {
        return uid;
    }

    /**
     * Keeps nothing that the cache holds, too, by now: what we wrote, and a configuration that is as spec says. No pass may
     * follow for hours. Whoever works on the room goes first.
     */
    void dropCopies(HathoraRoom cached) {
        if (lock.tryLock()) {
            try {
                HathoraRoom newest = writes.newest(cached);
                if (observation instanceof Observation.Present present && newest.getSpec() != null) {
                    observation = present.sharing(newest.getSpec().roomConfig());
                }
            } finally {
                lock.unlock();
            }
        }
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
            }
            if (claim != null || !next.equals(target)) {
                forgetRoom();
            }
            claim = next;
            standing.reset();
            attempts = observation instanceof Observation.Present ? attempts : sent;
            milestones.created(null);
        }
    }

    /** The claim was taken back. */
    void unclaim() {
        claim = null;
        attempts = Attempts.NONE;
        forgetRoom();
    }

    private void forgetRoom() {
        observation = new Observation.Unknown();
        absentSince = null;
        whereabouts.forget();
        unanswered = null;
    }

    /** The room to look at: the claimed one, or the one that is observed or named by spec. Readable without the lock. */
    @Nullable
    Claim target() {
        return target;
    }

    /** On whose account Hathora is called for the room. Readable without the lock. */
    Flow flow() {
        Claim now = target;
        return new Flow(resource.getNamespace().orElse(""), now == null ? "" : now.appId());
    }

    /** What was known about another room that was looked at before, without being claimed, is forgotten. */
    void target(@Nullable Claim now) {
        Claim before = target;
        if (!Objects.equals(before, now)) {
            if (before != null && (now == null || !now.equals(claim))) {
                forgetRoom();
            }
            target = now;
            retargeted.accept(this, before);
        }
    }

    /** A pass has found the resource to be deleted. */
    void deleting(Instant now) {
        deletingSince = deletingSince == null ? now : deletingSince;
    }

    /** Whether Hathora has told about the room since then. */
    boolean lookedSinceDeletion() {
        return deletingSince != null && !looks.last().isBefore(deletingSince);
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
            whereabouts.joinable(room, created.connection());
        }
        observed(whereabouts.observe(room, now));
        if (observation instanceof Observation.Present) {
            attempts = attempts.seen(now).looked(room, now);
        }
    }

    /** Takes in where the room can be joined, for the allocation that Hathora told about together with it. */
    void observed(Room room, ConnectionInfo joinable, Instant now) {
        whereabouts.joinable(room, joinable);
        observed(room, now);
    }

    /** Takes in that createRoom succeeded. */
    void created(ConnectionInfo answer, Instant now) {
        observed(new Observation.Created(answer));
        attempts = attempts.created(Attempts.Create.ACCEPTED, now);
        milestones.created(now);
    }

    Attempts attempts() {
        return attempts;
    }

    void attempts(Attempts now) {
        attempts = now;
    }

    @Nullable
    Account account() {
        return account;
    }

    void account(Account now) {
        account = now;
    }

    int failed() {
        queue.leave();
        return ++failures;
    }

    void succeeded() {
        queue.leave();
        failures = 0;
    }

    /** Whether the finalizer was taken away by us, so that the resource may vanish. */
    boolean released() {
        return released;
    }

    /** @param gone whether the room was found to be gone, and not left behind */
    void release(boolean gone) {
        queue.leave();
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
