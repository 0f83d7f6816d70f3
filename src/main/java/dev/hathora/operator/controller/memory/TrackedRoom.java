package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.traffic.Flow;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers about one resource between passes. No promise depends on it: all of it can be lost at any
 * moment, and is read again from the resource and from Hathora.
 *
 * <p>Guarded by {@link #lock()}. Whoever calls Hathora for the room holds this lock during the call, and that of the
 * {@linkplain SharedRoom room}, so that a look never runs beside a change, and a getConnectionInfo never beside a suspension.
 */
public final class TrackedRoom {
    private final ReentrantLock lock = new ReentrantLock();
    private final ResourceID resource;
    private final String uid;
    private final Writes writes = new Writes();
    private final PlaceInQueue queue = new PlaceInQueue();
    private final Stalls stalls = new Stalls();
    private final Milestones milestones = new Milestones();
    private final Standing standing = new Standing();
    private final KnownRoom known = new KnownRoom(milestones);
    private final Target target;
    private final Looks looks;
    private volatile @Nullable Claim claim;
    private volatile Presence presence = Presence.NONE;
    private OtherRoom predecessor = OtherRoom.UNKNOWN;
    private OtherRoom successor = OtherRoom.UNKNOWN;
    private @Nullable Account account;
    private @Nullable Instant deletingSince;
    private int failures;
    private boolean released;
    private boolean mayStillComeUp;

    /**
     * @param now the present, from which on the room is looked after
     * @param retargeted told when another room is to be looked at from now on
     */
    public TrackedRoom(ResourceID resource, String uid, Instant now, Target.Changes retargeted) {
        this.resource = resource;
        this.uid = uid;
        this.target = new Target(retargeted);
        this.looks = new Looks(now);
    }

    /** Held by whoever reads or changes what is here, save for what says otherwise. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Namespace and name. */
    public ResourceID resource() {
        return resource;
    }

    /** Tells the resource from a later one of the same name. */
    public String uid() {
        return uid;
    }

    /** What we wrote of the resource, and what was refused. */
    public Writes writes() {
        return writes;
    }

    /** Where its calls are queued. */
    public PlaceInQueue queue() {
        return queue;
    }

    /** What Hathora refuses until somebody corrects it. */
    public Stalls stalls() {
        return stalls;
    }

    /** What is told once. */
    public Milestones milestones() {
        return milestones;
    }

    /** What is known about other resources that may want its room. */
    public Standing standing() {
        return standing;
    }

    /** What is known of the room. */
    public KnownRoom known() {
        return known;
    }

    /** When the room was looked at, and is due for the next look. */
    public Looks looks() {
        return looks;
    }

    /**
     * Drops what the cache holds, too, by now: what we wrote, and a configuration that is as spec says. The next pass may be
     * hours away. Does nothing while the room is worked on.
     */
    public void dropCopies(HathoraRoom cached) {
        if (lock.tryLock()) {
            try {
                HathoraRoom newest = writes.newest(cached);
                if (newest.getSpec() != null) {
                    known.share(newest.getSpec().roomConfig());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The room that the resource has claimed; null: none. Readable without the lock. */
    @Nullable
    public Claim claim() {
        return claim;
    }

    /**
     * Goes over to a claim. What was known belongs to the claim before, except for a room that is adopted.
     *
     * @param sent what may have been sent for the room of this claim
     */
    public void switchTo(Claim next, Attempts sent) {
        if (next.equals(claim)) {
            return;
        }
        if (claim != null) {
            predecessor = known.leftBehind();
            successor = OtherRoom.UNKNOWN;
        }
        if (claim != null || !next.equals(target.claim())) {
            known.forget();
        }
        claim = next;
        standing.reset();
        known.begin(sent);
    }

    /** Goes back to the room before the claimed one, which exists after all. The claimed one was not seen. */
    public void switchBack(Claim before, Room found, Instant now) {
        OtherRoom after = known.attempts().create() == Attempts.Create.NONE
                ? OtherRoom.GONE
                : OtherRoom.maybeCreated(now);
        switchTo(before, Attempts.NONE);
        predecessor = OtherRoom.UNKNOWN;
        successor = after;
        milestones.tookBack();
        known.record(found, now);
    }

    /** Takes the claim back. */
    public void withdrawClaim() {
        claim = null;
        known.withdraw();
    }

    /** The room to look at: the claimed one, or the one that is observed or named by spec. Readable without the lock. */
    @Nullable
    public Claim target() {
        return target.claim();
    }

    /** Looks at this room from now on. What was known about a room that was looked at without being claimed is forgotten. */
    public void retarget(@Nullable Claim now) {
        Claim before = target.claim();
        if (!Objects.equals(before, now)) {
            if (before != null && (now == null || !now.equals(claim))) {
                known.forget();
            }
            target.change(now);
        }
    }

    /** What that room has in common with others that see it. Readable without the lock. */
    public SharedRoom shared() {
        return target.room();
    }

    /** Whose share of the rate limit its calls use. Readable without the lock. */
    public Flow flow() {
        Claim now = target.claim();
        return new Flow(resource.getNamespace().orElse(""), now == null ? "" : now.appId());
    }

    /** What is known about the room before the claimed one. */
    public OtherRoom predecessor() {
        return predecessor;
    }

    /** Replaces what is known about the room before the claimed one. */
    public void setPredecessor(OtherRoom now) {
        predecessor = now;
    }

    /** What is known about a room after the claimed one, which an earlier operator has gone on to. */
    public OtherRoom successor() {
        return successor;
    }

    /** Replaces what is known about a room after the claimed one. */
    public void setSuccessor(OtherRoom now) {
        successor = now;
    }

    /** Whether the room counts as there, or missing. Readable without the lock. */
    public Presence presence() {
        return presence;
    }

    /** Sets how the room counts. */
    public void setPresence(Presence now) {
        presence = now;
    }

    /** The account that Hathora was last called with; null: none yet. */
    @Nullable
    public Account account() {
        return account;
    }

    /** Uses this account from now on. */
    public void setAccount(Account now) {
        if (!now.equals(account)) {
            known.doubt();
        }
        account = now;
    }

    /** Notes that the resource is being deleted. */
    public void markDeleting(Instant now) {
        deletingSince = deletingSince == null ? now : deletingSince;
    }

    /** Whether Hathora has told about the room since then. */
    public boolean lookedSinceDeletion() {
        return deletingSince != null && !looks.last().isBefore(deletingSince);
    }

    /** Counts a failed pass: how many in a row there are now. Its place in the queue is given up. */
    public int countFailure() {
        queue.leave();
        return ++failures;
    }

    /** A pass succeeded. */
    public void clearFailures() {
        queue.leave();
        failures = 0;
    }

    /** Whether we took our finalizer away, so that the resource may vanish. */
    public boolean isReleased() {
        return released;
    }

    /**
     * Notes that the resource is released.
     *
     * @param gone whether the room was found to be gone, and not left behind
     */
    public void markReleased(boolean gone) {
        queue.leave();
        released = true;
        presence = Presence.NONE;
        mayStillComeUp = gone && known.mayStillComeUp();
    }

    /** Whether the released room may exist after all: a createRoom was never answered, or nothing but 404 came. */
    public boolean mayStillComeUp() {
        return mayStillComeUp;
    }
}
