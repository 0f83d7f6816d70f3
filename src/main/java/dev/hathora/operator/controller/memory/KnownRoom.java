package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Evidence;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.room.Timing;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the room that a resource is about: what Hathora said last, and what was sent for it. Guarded by the lock
 * of the {@link TrackedRoom}.
 */
public final class KnownRoom {
    private final Whereabouts whereabouts = new Whereabouts();
    private final Milestones milestones;
    private Observation observation = new Observation.Unknown();
    private Attempts attempts = Attempts.NONE;
    private @Nullable Instant missingSince;
    private long missingAt;
    private @Nullable Evidence believed;
    private boolean isGone;
    private boolean changing;
    private @Nullable HathoraException failedLook;

    KnownRoom(Milestones milestones) {
        this.milestones = milestones;
    }

    /** What Hathora said last. */
    public Observation observation() {
        return observation;
    }

    /** What was sent for the room, and may still have an effect. */
    public Attempts attempts() {
        return attempts;
    }

    /** Where the room is, and where it can be joined. */
    public Whereabouts whereabouts() {
        return whereabouts;
    }

    /** Whether we changed the room, or tried to, and have not seen it since: users wait for the outcome. */
    public boolean isChanging() {
        return changing;
    }

    /** Why looks at the room fail; null: they do not. */
    @Nullable
    public HathoraException failedLook() {
        return failedLook;
    }

    /** When the last 404 came, in the order of {@link #recordNotFound}. */
    public long missingAt() {
        return missingAt;
    }

    /** Forgets everything about the room, except for what was sent. */
    void forget() {
        observation = new Observation.Unknown();
        missingSince = null;
        believed = null;
        isGone = false;
        failedLook = null;
        whereabouts.forget();
    }

    /** Begins with a claim. {@code sent}: what may have been sent for its room, unless the room was seen already. */
    void begin(Attempts sent) {
        attempts = observation instanceof Observation.Present ? attempts : sent;
        milestones.created(null);
    }

    /** The claim was withdrawn. It is still known if its id belongs to somebody else. */
    void withdraw() {
        attempts = attempts.create() == Attempts.Create.TAKEN ? attempts : Attempts.NONE;
        forget();
    }

    /** Another account is used from now on: it may see more than the one before. */
    void doubt() {
        if (observation instanceof Observation.NotFound) {
            observation = new Observation.Unknown();
            missingSince = null;
        }
    }

    /** Keeps one copy of a configuration that spec has, too. */
    void share(@Nullable String wanted) {
        if (observation instanceof Observation.Present present) {
            observation = present.sharing(wanted);
        }
    }

    /** Replaces what was sent. */
    public void setAttempts(Attempts now) {
        attempts = now;
    }

    /** Takes in an observation. */
    public void record(Observation now) {
        observation = now;
        failedLook = now instanceof Observation.Unknown ? failedLook : null;
        changing &= now instanceof Observation.Unknown;
        missingSince = switch (now) {
            case Observation.Missing missing -> missing.since();
            // neither confirms nor refutes that it is missing
            case Observation.Unknown unknown -> missingSince;
            case Observation.Present present -> null;
            case Observation.Created created -> null;
        };
        isGone = now instanceof Observation.Absent || (now instanceof Observation.Unknown && isGone);
        believed = missingSince == null ? null : believed;
    }

    /** Takes in what Hathora says about the room. */
    public void record(Room room, Instant now) {
        if (observation instanceof Observation.Created created
                && created.connection().status() == ReadyStatus.ACTIVE) {
            whereabouts.joinable(room, created.connection());
        }
        record(whereabouts.observe(room, now));
        if (observation instanceof Observation.Present) {
            attempts = attempts.seen(now).looked(room, now);
        }
    }

    /** Takes in what Hathora says about the room, and where it can be joined while it has this allocation. */
    public void record(Room room, ConnectionInfo joinable, Instant now) {
        whereabouts.joinable(room, joinable);
        record(room, now);
    }

    /** Takes in that createRoom succeeded. */
    public void recordCreated(ConnectionInfo answer, Instant now) {
        record(new Observation.Created(answer));
        attempts = attempts.created(Attempts.Create.ACCEPTED, now);
        milestones.created(now);
    }

    /**
     * Takes in that the room was answered 404. Once it is believed that the room is gone, every further 404 means that.
     *
     * @param order when the answer came, in the order that the account's {@link Applications} keep
     */
    public void recordNotFound(Instant now, long order) {
        missingAt = order;
        var notFound = new Observation.NotFound(now, missingSince == null ? now : missingSince, null);
        Attempts.Destroyed destroyed = attempts.destroyed();
        Evidence evidence = destroyed != null && destroyed.accepted()
                ? new Evidence(Evidence.Kind.ENDED_BY_US, destroyed.at())
                : believed;
        record(evidence != null && isShown(evidence, now) ? notFound.again(now, evidence) : notFound);
    }

    /** Whether a 404 that came after this was shown means that the room is gone. */
    private boolean isShown(Evidence evidence, Instant now) {
        return evidence.isProof() || isGone || now.isBefore(evidence.at().plus(Timing.SHOWN_FOR));
    }

    /** Takes in why the last 404 is to be believed. */
    public void believe(Evidence evidence) {
        believed = evidence;
        switch (observation) {
            case Observation.NotFound n -> record(new Observation.NotFound(n.at(), n.since(), evidence));
            case Observation.Absent a -> record(new Observation.Absent(a.last(), a.at(), a.since(), evidence));
            case Observation.Unknown u -> believed = null;
            case Observation.Present p -> believed = null;
            case Observation.Created c -> believed = null;
        }
    }

    /** A change is about to be sent: it outdates what is known. */
    public void beginChange() {
        record(new Observation.Unknown());
        changing = true;
    }

    /** A look at the room failed like this: nothing is known any more. */
    public void recordFailedLook(HathoraException failure) {
        observation = new Observation.Unknown();
        failedLook = failure;
    }

    /** Looks are tried again: their last failure does not count any more. */
    public void clearFailedLook() {
        failedLook = null;
    }

    /** Whether Hathora has accepted our destroyRoom. */
    boolean wasDestroyed() {
        return attempts.destroyed() != null && attempts.destroyed().accepted();
    }

    /** What is known of this room once the resource goes on to another one. */
    OtherRoom leftBehind() {
        return switch (observation) {
            case Observation.Absent absent when absent.evidence().isProof() || wasDestroyed() -> OtherRoom.GONE;
            case Observation.Missing missing -> OtherRoom.UNKNOWN.missing(missing.at());
            case Observation.Unknown u -> OtherRoom.UNKNOWN;
            case Observation.Present p -> OtherRoom.UNKNOWN;
            case Observation.Created c -> OtherRoom.UNKNOWN;
        };
    }

    /** Whether the room may still come up after its resource was released: createRoom had no answer, or all was 404. */
    boolean mayStillComeUp() {
        boolean told = observation instanceof Observation.Absent absent && absent.last() != null;
        return !told && switch (attempts.create()) {
            case UNCLEAR, ACCEPTED, REFUSED -> true;
            case NONE, SEEN -> !wasDestroyed();
            case TAKEN -> false;
        };
    }
}
