package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.traffic.Flow;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers about one resource between passes. No guarantee depends on it: all of it can be lost at
 * any time, and is then read again from the resource and from Hathora.
 *
 * <p>Guarded by {@link #lock()}. Every call to Hathora for the room is made under this lock and the lock of the
 * {@linkplain SharedRoom room}. So a poll never runs at the same time as a change, nor getConnectionInfo at the same
 * time as a suspension.
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
    private final Release release = new Release();
    private final Looks looks;
    private volatile @Nullable Claim claim;
    private volatile Presence presence = Presence.NONE;
    private OtherRoom predecessor = OtherRoom.UNKNOWN;
    private OtherRoom successor = OtherRoom.UNKNOWN;
    private @Nullable Account account;
    private int failures;

    /**
     * @param resource namespace and name
     * @param uid the uid of the resource
     * @param now the time from which the room is tracked
     * @param retargeted called when the resource refers to another room
     */
    public TrackedRoom(ResourceID resource, String uid, Instant now, Target.Changes retargeted) {
        this.resource = resource;
        this.uid = uid;
        this.target = new Target(retargeted);
        this.looks = new Looks(now);
    }

    /**
     * The lock that guards this object. It must be held to read or change anything here, unless a method says
     * otherwise.
     */
    public ReentrantLock lock() {
        return lock;
    }

    /** Namespace and name of the resource. */
    public ResourceID resource() {
        return resource;
    }

    /** The uid, which distinguishes the resource from a later one with the same name. */
    public String uid() {
        return uid;
    }

    /** The operator's writes to the resource, and which of them were refused. */
    public Writes writes() {
        return writes;
    }

    /** The place of its calls in the queue of the rate limiter. */
    public PlaceInQueue queue() {
        return queue;
    }

    /** The calls that Hathora rejects until a person fixes the cause. */
    public Stalls stalls() {
        return stalls;
    }

    /** The events that are reported once. */
    public Milestones milestones() {
        return milestones;
    }

    /** What is known about other resources that may want the same room. */
    public Standing standing() {
        return standing;
    }

    /** What is known about the room. */
    public KnownRoom known() {
        return known;
    }

    /** When the room was last polled, and when it is due again. */
    public Looks looks() {
        return looks;
    }

    /**
     * Drops copies of data that the informer cache now holds as well: the resource as the operator last wrote it, and a
     * room configuration that equals the one in spec. The next pass may be hours away. Does nothing while a pass or a
     * poll holds the lock.
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
     * Switches to another claim. What is known about the previous room is forgotten, unless the new claim adopts that
     * room.
     *
     * @param sent the calls that may have been sent for the room of this claim
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

    /**
     * Switches back to the room before the claimed one, because it still exists. The room of the present claim was
     * never seen.
     */
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

    /** Withdraws the claim. */
    public void withdrawClaim() {
        claim = null;
        known.withdraw();
    }

    /**
     * The room to poll: the claimed room, or the room that the resource observes or that spec names; null: none.
     * Readable without the lock.
     */
    @Nullable
    public Claim target() {
        return target.claim();
    }

    /**
     * Polls this room from now on; null: none. What is known about the previous room is forgotten if that room was not
     * claimed.
     */
    public void retarget(@Nullable Claim now) {
        Claim before = target.claim();
        if (!Objects.equals(before, now)) {
            if (before != null && (now == null || !now.equals(claim))) {
                known.forget();
            }
            target.change(now);
        }
    }

    /** The state that all resources with this room share. Readable without the lock. */
    public SharedRoom shared() {
        return target.room();
    }

    /** The flow, for fair queueing in the rate limiter, that its calls belong to. Readable without the lock. */
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

    /** What is known about a room that an earlier operator process may have claimed after the present one. */
    public OtherRoom successor() {
        return successor;
    }

    /** Replaces what is known about the room after the claimed one. */
    public void setSuccessor(OtherRoom now) {
        successor = now;
    }

    /** Whether the room counts as present or missing. Readable without the lock. */
    public Presence presence() {
        return presence;
    }

    /** Sets whether the room counts as present or missing. */
    public void setPresence(Presence now) {
        presence = now;
    }

    /** The account of the last call to Hathora; null: there was no call yet. */
    @Nullable
    public Account account() {
        return account;
    }

    /** Uses this account from now on. An unconfirmed 404 that another account got no longer counts. */
    public void setAccount(Account now) {
        if (!now.equals(account)) {
            known.doubt();
        }
        account = now;
    }

    /**
     * Counts a failed pass, and gives up its place in the queue of the rate limiter.
     *
     * @return the number of failed passes in a row
     */
    public int countFailure() {
        queue.leave();
        return ++failures;
    }

    /**
     * A pass succeeded. Resets the number of failed passes, and gives up the place in the queue of the rate limiter.
     */
    public void clearFailures() {
        queue.leave();
        failures = 0;
    }

    /** The deletion of the resource, and whether the operator has let it go. */
    public Release release() {
        return release;
    }

    /** Whether Hathora has answered about the room since the deletion of the resource was noticed. */
    public boolean lookedSinceDeletion() {
        return release.isRequestedBefore(looks.last());
    }

    /**
     * Records that the resource is released.
     *
     * @param gone whether the room was found to be gone; false: it was left behind
     */
    public void markReleased(boolean gone) {
        queue.leave();
        presence = Presence.NONE;
        release.complete(gone && known.mayStillComeUp());
    }
}
