package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Evidence;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.room.Timing;
import dev.hathora.operator.traffic.Flow;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers about one resource between passes. Nothing here is needed to keep a promise: all of it can
 * be lost at any moment, and is read again from the resource and from Hathora.
 *
 * <p>Guarded by {@link #lock()}. Whoever calls Hathora for the room holds the lock meanwhile, and that of the
 * {@linkplain SharedRoom room}, so that a look never runs beside a change, and a getConnectionInfo never beside a suspension.
 */
public final class TrackedRoom {
    private final ReentrantLock lock = new ReentrantLock();
    private final ResourceID resource;
    private final String uid;
    private final Writes writes = new Writes();
    private final PlaceInQueue queue = new PlaceInQueue();
    private final Stalls stalls = new Stalls();
    private final Whereabouts whereabouts = new Whereabouts();
    private final Milestones milestones = new Milestones();
    private final Standing standing = new Standing();
    private final Target target;
    private final Looks looks;
    private volatile @Nullable Claim claim;
    private Observation observation = new Observation.Unknown();
    private Attempts attempts = Attempts.NONE;
    private @Nullable Instant missingSince;
    private long missingAt;
    private @Nullable Evidence believed;
    private boolean isGone;
    private @Nullable Instant deletingSince;
    private OtherRoom predecessor = OtherRoom.UNKNOWN;
    private OtherRoom successor = OtherRoom.UNKNOWN;
    private volatile Presence presence = Presence.NONE;
    private @Nullable Account account;
    private @Nullable HathoraException unanswered;
    private int failures;
    private boolean changing;
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

    public ReentrantLock lock() {
        return lock;
    }

    /** What we wrote of the resource, and what was refused. */
    public Writes writes() {
        return writes;
    }

    /** Where its calls stand in line. */
    public PlaceInQueue queue() {
        return queue;
    }

    /** What Hathora refuses until a human has put something right. */
    public Stalls stalls() {
        return stalls;
    }

    /** Where the room is, and can be joined. */
    public Whereabouts whereabouts() {
        return whereabouts;
    }

    /** What is told once. */
    public Milestones milestones() {
        return milestones;
    }

    /** What is known about others that may want its room. */
    public Standing standing() {
        return standing;
    }

    /** When it was and is to be looked at. */
    public Looks looks() {
        return looks;
    }

    public ResourceID resource() {
        return resource;
    }

    public String uid() {
        return uid;
    }

    /**
     * Keeps nothing that the cache holds, too, by now: what we wrote, and a configuration that is as spec says. No pass may
     * follow for hours. Whoever works on the room goes first.
     */
    public void dropCopies(HathoraRoom cached) {
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
    public Claim claim() {
        return claim;
    }

    /** Goes over to a claim; what was known belongs to the one before, except for a room that is taken over. */
    public void claim(Claim next, Attempts sent) {
        if (!next.equals(claim)) {
            if (claim != null) {
                predecessor = leftBehind();
                successor = OtherRoom.UNKNOWN;
            }
            if (claim != null || !next.equals(target.claim())) {
                forgetRoom();
            }
            claim = next;
            standing.reset();
            attempts = observation instanceof Observation.Present ? attempts : sent;
            milestones.created(null);
        }
    }

    /** The claim was taken back. That the id is somebody else's is still known. */
    public void unclaim() {
        claim = null;
        attempts = attempts.create() == Attempts.Create.TAKEN ? attempts : Attempts.NONE;
        forgetRoom();
    }

    private void forgetRoom() {
        observation = new Observation.Unknown();
        missingSince = null;
        believed = null;
        isGone = false;
        whereabouts.forget();
        unanswered = null;
    }

    /** The room to look at: the claimed one, or the one that is observed or named by spec. Readable without the lock. */
    @Nullable
    public Claim target() {
        return target.claim();
    }

    /** What that room has in common with others that see it. Readable without the lock. */
    public SharedRoom shared() {
        return target.room();
    }

    /** On whose account Hathora is called for the room. Readable without the lock. */
    public Flow flow() {
        Claim now = target.claim();
        return new Flow(resource.getNamespace().orElse(""), now == null ? "" : now.appId());
    }

    /** What was known about another room that was looked at before, without being claimed, is forgotten. */
    public void target(@Nullable Claim now) {
        Claim before = target.claim();
        if (!Objects.equals(before, now)) {
            if (before != null && (now == null || !now.equals(claim))) {
                forgetRoom();
            }
            target.change(now);
        }
    }

    /** A pass has found the resource to be deleted. */
    public void deleting(Instant now) {
        deletingSince = deletingSince == null ? now : deletingSince;
    }

    /** Whether Hathora has told about the room since then. */
    public boolean lookedSinceDeletion() {
        return deletingSince != null && !looks.last().isBefore(deletingSince);
    }

    public Observation observation() {
        return observation;
    }

    public void observed(Observation now) {
        observation = now;
        unanswered = now instanceof Observation.Unknown ? unanswered : null;
        changing &= now instanceof Observation.Unknown;
        missingSince = switch (now) {
            case Observation.Missing missing -> missing.since();
            // not to know is no word for it, and none against it
            case Observation.Unknown unknown -> missingSince;
            case Observation.Present present -> null;
            case Observation.Created created -> null;
        };
        isGone = now instanceof Observation.Absent || (now instanceof Observation.Unknown && isGone);
        believed = missingSince == null ? null : believed;
    }

    /**
     * Takes in that the room was answered 404. Once it is believed that the room is gone, that is what it goes on to mean.
     *
     * @param order when the answer came, in the order that the account's {@link Applications} keep
     */
    public void notFound(Instant now, long order) {
        missingAt = order;
        var notFound = new Observation.NotFound(now, missingSince == null ? now : missingSince, null);
        Attempts.Destroyed destroyed = attempts.destroyed();
        Evidence evidence = destroyed != null && destroyed.accepted()
                ? new Evidence(Evidence.Kind.ENDED_BY_US, destroyed.at())
                : believed;
        observed(evidence != null && isShown(evidence, now) ? notFound.again(now, evidence) : notFound);
    }

    /** Whether a 404 that came after this was shown means that the room is gone. */
    private boolean isShown(Evidence evidence, Instant now) {
        return evidence.isProof() || isGone || now.isBefore(evidence.at().plus(Timing.SHOWN_FOR));
    }

    /** When the last 404 came, in the order of {@link #notFound}. */
    public long missingAt() {
        return missingAt;
    }

    /** Takes in why the last 404 is to be believed. */
    public void believe(Evidence evidence) {
        believed = evidence;
        switch (observation) {
            case Observation.NotFound n -> observed(new Observation.NotFound(n.at(), n.since(), evidence));
            case Observation.Absent a -> observed(new Observation.Absent(a.last(), a.at(), a.since(), evidence));
            case Observation.Unknown u -> believed = null;
            case Observation.Present p -> believed = null;
            case Observation.Created c -> believed = null;
        }
    }

    private boolean wasDestroyed() {
        return attempts.destroyed() != null && attempts.destroyed().accepted();
    }

    private OtherRoom leftBehind() {
        return switch (observation) {
            case Observation.Absent absent when absent.evidence().isProof() || wasDestroyed() -> OtherRoom.GONE;
            case Observation.Missing missing -> OtherRoom.UNKNOWN.missing(missing.at());
            case Observation.Unknown u -> OtherRoom.UNKNOWN;
            case Observation.Present p -> OtherRoom.UNKNOWN;
            case Observation.Created c -> OtherRoom.UNKNOWN;
        };
    }

    /** What is known about the room before the claimed one. */
    public OtherRoom predecessor() {
        return predecessor;
    }

    public void predecessor(OtherRoom now) {
        predecessor = now;
    }

    /** What is known about a room after the claimed one that an operator before us has gone on to. */
    public OtherRoom successor() {
        return successor;
    }

    public void successor(OtherRoom now) {
        successor = now;
    }

    /** Goes back to the room before the claimed one, which is there after all. The claimed one was not seen. */
    public void goBack(Claim before, Room found, Instant now) {
        OtherRoom after = attempts.create() == Attempts.Create.NONE ? OtherRoom.GONE : OtherRoom.maybeCreated(now);
        claim(before, Attempts.NONE);
        predecessor = OtherRoom.UNKNOWN;
        successor = after;
        milestones.tookBack();
        observed(found, now);
    }

    /** Whether the room counts as there, or missing. Readable without the lock. */
    public Presence presence() {
        return presence;
    }

    public void presence(Presence now) {
        presence = now;
    }

    /** A change of ours outdates what was known. */
    public void changes() {
        observed(new Observation.Unknown());
        changing = true;
    }

    /** Whether the room was not seen since we changed it, or tried to: users wait for what becomes of it. */
    public boolean isChanging() {
        return changing;
    }

    /** Nothing is known any more, because the looks at the room failed like this. */
    public void unanswered(HathoraException failure) {
        observation = new Observation.Unknown();
        unanswered = failure;
    }

    /** Why the looks at the room fail; null: they don't. */
    @Nullable
    public HathoraException unanswered() {
        return unanswered;
    }

    public void askedAgain() {
        unanswered = null;
    }

    /** Takes in what Hathora says about the room. */
    public void observed(Room room, Instant now) {
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
    public void observed(Room room, ConnectionInfo joinable, Instant now) {
        whereabouts.joinable(room, joinable);
        observed(room, now);
    }

    /** Takes in that createRoom succeeded. */
    public void created(ConnectionInfo answer, Instant now) {
        observed(new Observation.Created(answer));
        attempts = attempts.created(Attempts.Create.ACCEPTED, now);
        milestones.created(now);
    }

    public Attempts attempts() {
        return attempts;
    }

    public void attempts(Attempts now) {
        attempts = now;
    }

    @Nullable
    public Account account() {
        return account;
    }

    public void account(Account now) {
        if (!now.equals(account) && observation instanceof Observation.NotFound) {
            // who spoke with another token may have seen less
            observation = new Observation.Unknown();
            missingSince = null;
        }
        account = now;
    }

    public int failed() {
        queue.leave();
        return ++failures;
    }

    public void succeeded() {
        queue.leave();
        failures = 0;
    }

    /** Whether the finalizer was taken away by us, so that the resource may vanish. */
    public boolean released() {
        return released;
    }

    /**
     * The resource is let go.
     *
     * @param gone whether the room was found to be gone, and not left behind
     */
    public void release(boolean gone) {
        queue.leave();
        released = true;
        presence = Presence.NONE;
        boolean told = observation instanceof Observation.Absent absent && absent.last() != null;
        mayStillComeUp = gone && !told && switch (attempts.create()) {
            case UNCLEAR, ACCEPTED, REFUSED -> true;
            case NONE, SEEN -> !wasDestroyed();
            case TAKEN -> false;
        };
    }

    /** Whether the released room may be there after all: a createRoom was never answered, or nothing but 404 came. */
    public boolean mayStillComeUp() {
        return mayStillComeUp;
    }
}
