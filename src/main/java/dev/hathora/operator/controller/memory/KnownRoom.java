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
 * What is known about the room of a resource: Hathora's last answer, and the calls that were sent. Guarded by the lock
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

    /** The last observation of the room. */
    public Observation observation() {
        return observation;
    }

    /** The calls that were sent for the room and may still take effect. */
    public Attempts attempts() {
        return attempts;
    }

    /** The process and the address of the room. */
    public Whereabouts whereabouts() {
        return whereabouts;
    }

    /**
     * Whether a change was sent, successfully or not, and the room has not been seen since. Users wait for the result.
     */
    public boolean isChanging() {
        return changing;
    }

    /** The error with which polls of the room fail; null: they do not fail. */
    @Nullable
    public HathoraException failedLook() {
        return failedLook;
    }

    /** Whether nothing is known about the room, although no read has failed and no change was sent. */
    public boolean isUntouched() {
        return observation instanceof Observation.Unknown && failedLook == null && !changing
                && attempts.areOverSaveWaking()
                && attempts.unshown().isEmpty();
    }

    /** The position of the last 404 in the order that {@link Applications#now} counts. */
    public long missingAt() {
        return missingAt;
    }

    /** Forgets everything about the room except the calls that were sent. */
    void forget() {
        observation = new Observation.Unknown();
        missingSince = null;
        believed = null;
        isGone = false;
        failedLook = null;
        whereabouts.forget();
    }

    /**
     * Starts to track the room of a claim.
     *
     * @param sent the calls that may have been sent for the room; ignored if the room has already been observed
     */
    void begin(Attempts sent) {
        attempts = observation instanceof Observation.Present ? attempts : sent;
        milestones.created(null);
    }

    /**
     * The claim was withdrawn. The record of sent calls is kept only if it says that the room id belongs to somebody
     * else.
     */
    void withdraw() {
        attempts = attempts.create() == Attempts.Create.TAKEN ? attempts : Attempts.NONE;
        forget();
    }

    /**
     * Another account is used from now on. It may have access to more rooms, so an unconfirmed 404 no longer counts.
     */
    void doubt() {
        if (observation instanceof Observation.NotFound) {
            observation = new Observation.Unknown();
            missingSince = null;
        }
    }

    /**
     * Keeps only one copy of the room configuration in memory if the observed one equals the one in spec.
     *
     * @param wanted the configuration in spec; null: none
     */
    void share(@Nullable String wanted) {
        if (observation instanceof Observation.Present present) {
            observation = present.sharing(wanted);
        }
    }

    /** Replaces the record of sent calls. */
    public void setAttempts(Attempts now) {
        attempts = now;
    }

    /** Records an observation. */
    public void record(Observation now) {
        observation = now;
        failedLook = now instanceof Observation.Unknown ? failedLook : null;
        changing &= now instanceof Observation.Unknown;
        missingSince = switch (now) {
            case Observation.Missing missing -> missing.since();
            // Unknown neither confirms nor refutes that the room is missing
            case Observation.Unknown unknown -> missingSince;
            case Observation.Present present -> null;
            case Observation.Created created -> null;
        };
        isGone = now instanceof Observation.Absent || (now instanceof Observation.Unknown && isGone);
        believed = missingSince == null ? null : believed;
    }

    /** Records Hathora's answer about the room. */
    public void record(Room room, Instant now) {
        if (observation instanceof Observation.Created created
                && created.connection().status() == ReadyStatus.ACTIVE) {
            whereabouts.joinable(room, created.connection());
        }
        record(whereabouts.observe(room, now));
        if (observation instanceof Observation.Present) {
            attempts = attempts.seen(room, now).looked(room, now);
        }
    }

    /**
     * Records that Hathora has accepted a configuration of a room that was known to run. No read has to confirm that at
     * once: the next poll does, and the change is sent again if it does not show by then. A suspended room is read
     * first, because it may be about to be resumed with that configuration.
     *
     * @param before what was known when it was sent
     */
    public void recordConfigured(Observation before, String roomConfig) {
        if (before instanceof Observation.Present present && present.placed()) {
            record(present.configured(roomConfig));
        }
    }

    /**
     * Records that a list shows the room as it is known.
     *
     * @return whether the room was not read before since Hathora accepted a change of it
     */
    public boolean confirm(Room listed, Instant now) {
        boolean unread = attempts.areUnread();
        attempts = unread ? attempts.looked(listed, now) : attempts;
        return unread;
    }

    /**
     * Records Hathora's answer about the room, and its address. The address is valid while the room keeps this
     * allocation.
     */
    public void record(Room room, ConnectionInfo joinable, Instant now) {
        whereabouts.joinable(room, joinable);
        record(room, now);
    }

    /** Records that createRoom succeeded. */
    public void recordCreated(ConnectionInfo answer, Instant now) {
        record(new Observation.Created(answer));
        attempts = attempts.created(Attempts.Create.ACCEPTED, now);
        milestones.created(now);
    }

    /**
     * Records a 404 for the room. Once the operator has concluded that the room is gone, every further 404 confirms it.
     *
     * @param order the position of the answer, see {@link Applications#now}
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

    /** Whether a 404 that came after this evidence proves that the room is gone. */
    private boolean isShown(Evidence evidence, Instant now) {
        return evidence.isProof() || isGone || now.isBefore(evidence.at().plus(Timing.SHOWN_FOR));
    }

    /** Records the evidence that makes the last 404 believable. Without effect if the room is not missing any more. */
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

    /** A change is about to be sent. It invalidates the last observation. */
    public void beginChange() {
        record(new Observation.Unknown());
        changing = true;
    }

    /** Polls of the room fail with this error. The state of the room is unknown from now on. */
    public void recordFailedLook(HathoraException failure) {
        observation = new Observation.Unknown();
        failedLook = failure;
    }

    /** Polls are retried, so their last failure no longer counts. */
    public void clearFailedLook() {
        failedLook = null;
    }

    /** Whether Hathora accepted our destroyRoom. */
    boolean wasDestroyed() {
        return attempts.destroyed() != null && attempts.destroyed().accepted();
    }

    /** What is known about this room once the resource moves on to another room. */
    OtherRoom leftBehind() {
        return switch (observation) {
            case Observation.Absent absent when absent.evidence().isProof() || wasDestroyed() -> OtherRoom.GONE;
            case Observation.Missing missing -> OtherRoom.UNKNOWN.missing(missing.at());
            case Observation.Unknown u -> OtherRoom.UNKNOWN;
            case Observation.Present p -> OtherRoom.UNKNOWN;
            case Observation.Created c -> OtherRoom.UNKNOWN;
        };
    }

    /**
     * Whether the room may still appear after its resource was released: createRoom had no clear answer, or nothing but
     * 404 says that the room is gone.
     */
    boolean mayStillComeUp() {
        boolean told = observation instanceof Observation.Absent absent && absent.last() != null;
        return !told && switch (attempts.create()) {
            case UNCLEAR, ACCEPTED, REFUSED -> true;
            case NONE, SEEN -> !wasDestroyed();
            case TAKEN -> false;
        };
    }
}
