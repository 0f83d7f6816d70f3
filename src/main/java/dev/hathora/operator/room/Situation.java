package dev.hathora.operator.room;

import java.time.Instant;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * All inputs of a decision about one resource, as plain data. The same situation always has the same plan.
 *
 * @param ids the room ids of this resource
 * @param desired what spec asks for
 * @param claims which rooms the resource has claimed
 * @param observation what is known about the claimed room or, before a claim, about the room in {@code spec.roomId}
 * @param lookedSinceDeletion whether that was observed after the deletion of the resource was noticed
 * @param attempts the calls that were sent for the claim and may still take effect
 * @param before what is known about the room before the claimed one
 * @param after what is known about the room after the claimed one, where {@link Claims#next} names one
 * @param peers the state of the other rooms of the application
 * @param history the history in status
 * @param deleting whether the resource is being deleted
 * @param abandon the value of the annotation {@code hathora.dev/abandon-room}
 * @param heldBy another resource of this operator that takes precedence for the same room; null if there is none
 * @param contest the result of a recent search for such resources in the cluster; null if there was no search
 * @param elsewhere the endpoint where the claim was made, if it is not the current one; null otherwise
 * @param now the current time
 */
public record Situation(RoomIds ids, DesiredRoom desired, Claims claims, Observation observation,
        boolean lookedSinceDeletion, Attempts attempts, OtherRoom before, OtherRoom after, Peers peers, History history,
        boolean deleting,
        @Nullable String abandon, @Nullable Holder heldBy, @Nullable Contest contest,
        @Nullable OtherEndpoint elsewhere, Instant now) {

    /** A copy with another observation of the room. */
    public Situation with(Observation now) {
        return with(now, attempts);
    }

    /** A copy with another observation and other attempts. */
    public Situation with(Observation now, Attempts sent) {
        return new Situation(ids, desired, claims, now, lookedSinceDeletion, sent, before, after, peers, history,
                deleting, abandon, heldBy, contest, elsewhere, this.now);
    }

    /** A copy with another state of the application's other rooms. */
    public Situation with(Peers others) {
        return new Situation(ids, desired, claims, observation, lookedSinceDeletion, attempts, before, after, others,
                history,
                deleting, abandon, heldBy, contest, elsewhere, now);
    }

    /** A copy without the changes that Hathora shows by now. */
    public Situation upToDate() {
        return new Situation(ids, desired, claims, observation, lookedSinceDeletion, attempts.upToDate(this),
                before, after, peers, history, deleting, abandon, heldBy, contest, elsewhere, now);
    }

    /** Whether the room's configuration differs from spec and has to be restored. */
    boolean configDiffers(Observation.Present present) {
        return desired.enforceConfig() && !desired.config().isSatisfiedBy(present.room().roomConfig());
    }

    /** A copy in which the claim of an existing room counts as stored. Used when Kubernetes refuses to store it. */
    public Situation withStoredClaim() {
        return new Situation(ids, desired, claims.asStored(), observation, lookedSinceDeletion, attempts,
                before, after, peers, history, deleting, abandon, heldBy, contest, elsewhere, now);
    }

    /**
     * The room to read: the claimed one, the one of an inherited claim, or the one in {@code spec.roomId}. Null if
     * there is none yet, or if its application is unknown.
     */
    public @Nullable Claim target() {
        if (claims.current() != null) {
            return claims.current();
        }
        return claims.inherited() != null && !desired.observeOnly() ? claims.inherited().claim() : named();
    }

    /** The room in {@code spec.roomId}. Null if there is none, or if its application is unknown. */
    @Nullable
    Claim named() {
        return desired.roomId() == null || desired.appId().isEmpty()
                ? null
                : new Claim(desired.appId(), desired.roomId());
    }

    /** Whether this resource owns its room and decides what happens to it. */
    public boolean holdsRoom() {
        return claims.current() != null && claims.settled() && !desired.observeOnly() && holder() == null;
    }

    /** Whether the room is to be suspended, or to be left behind suspended. */
    public boolean wantsRoomAsleep() {
        return deleting
                ? desired.deletionPolicy() == DeletionPolicy.SUSPEND
                : desired.state() == RoomState.SUSPENDED;
    }

    /** Another resource that takes precedence for the room. Null if none is known. */
    @Nullable
    Holder holder() {
        return heldBy != null || contest == null ? heldBy : contest.holder();
    }

    /**
     * The room that status describes: the claimed one, or the one that is only observed. A room that belongs to another
     * resource, or that is claimed by annotations alone, is not written to status, because a room in status counts as
     * owned.
     */
    public @Nullable Claim subject() {
        if (desired.observeOnly()) {
            return target();
        }
        return claims.settled() ? claims.current() : null;
    }

    /** Whether a user has abandoned the room of a resource that is being deleted. */
    boolean isAbandoned() {
        return deleting && claims.current() != null && claims.current().roomId().equals(abandon);
    }

    /** The room before the claimed one. Null if there is none. */
    @Nullable
    Claim predecessor() {
        Claim current = claims.current();
        String id = current == null ? null : history.before(current.roomId(), ids);
        return current == null || id == null ? null : new Claim(current.appId(), id);
    }

    /** When to confirm again that the room before the claimed one is gone. Null if that is no longer necessary. */
    @Nullable
    Instant predecessorDueAt() {
        return predecessor() == null ? null : before.destroyAgainAt(replacedAt(), now);
    }

    /** When the claimed room replaced the one before it, according to the history. Null if the history does not say. */
    @Nullable
    Instant replacedAt() {
        Claim predecessor = predecessor();
        Claim current = claims.current();
        Instant endedAt = predecessor == null ? null : history.endedAt(predecessor.roomId());
        if (endedAt == null || current == null) {
            return null;
        }
        Instant beganAt = history.beganAt(current.roomId());
        Instant latest = beganAt == null || beganAt.isBefore(endedAt) ? endedAt : beganAt;
        // an edited status must not move it to the future
        return latest.isAfter(now) ? now : latest;
    }

    /** The history, including the current observation. */
    public History historyNow() {
        Claim subject = subject();
        if (subject == null || (observation instanceof Observation.Absent && !ended())) {
            return history;
        }
        return history.with(subject.roomId(), observation, now);
    }

    /** Whether the claimed id turned out to belong to someone else's room, which may not be taken over. */
    boolean isTaken() {
        return isRefusedAsTaken() && switch (observation) {
            // without an allocation, nothing shows yet whose room it is
            case Observation.Present p -> p.room().status() != RoomStatus.SCHEDULING
                    || attempts.createSettlesAt() == null || !now.isBefore(attempts.createSettlesAt());
            // it may be our own, and show a moment later
            case Observation.Missing m -> !createMayStillSettle(m);
            case Observation.Unknown u -> false;
            case Observation.Created c -> false;
        };
    }

    /** Whether the room of the claimed id may be someone else's, which may not be taken over. */
    boolean isRefusedAsTaken() {
        return attempts.create() == Attempts.Create.TAKEN && desired.roomId() != null && !desired.adopt()
                && !claims.confirmed()
                && (attempts.rejection() == null || attempts.rejection().request().equals(desired.request()));
    }

    /** Whether the claimed room never existed, or has certainly ended. */
    public boolean hasNoRoom() {
        return switch (observation) {
            case Observation.Present p -> false;
            case Observation.Created c -> true;
            case Observation.Unknown u -> !claims.confirmed();
            case Observation.NotFound n -> !wasThere(n) || endWasNotedBefore(n);
            case Observation.Absent a -> a.isFirm() || !wasThere(a) || endWasNotedBefore(a);
        };
    }

    /** Whether status recorded the end long before the current 404s, before a restart of the operator. */
    private boolean endWasNotedBefore(Observation.Missing missing) {
        Claim current = claims.current();
        return current != null && history.hasEnded(current.roomId(), missing.since().minus(Timing.DOUBT));
    }

    /**
     * Whether it is too early to treat the room as ended, given the state of the application's other rooms. Applies
     * only if a 404 is the only evidence.
     */
    boolean isDoubted(Observation.Absent absent) {
        if (absent.evidence().isProof() || !wasThere(absent)) {
            return false;
        }
        Instant believable = peers.believableAt(absent.since());
        return peers.isOutage() ? !absent.isBelievedAt(believable) : absent.at().isBefore(believable);
    }

    /** The observation to report. An end that is still in doubt is reported like an unconfirmed 404. */
    Observation told() {
        return observation instanceof Observation.Absent absent && isDoubted(absent)
                ? new Observation.NotFound(absent.at(), absent.since(), absent.evidence())
                : observation;
    }

    /**
     * Since when Hathora has answered 404 for a room that existed, without proof that it ended. Null if it does not.
     */
    public @Nullable Instant missingSince() {
        return observation instanceof Observation.Missing missing && !hasNoRoom() ? missing.since() : null;
    }

    /** Whether the claimed or observed room existed and is gone for good. */
    public boolean ended() {
        return subject() != null && observation instanceof Observation.Absent absent && !isDoubted(absent)
                && (absent.last() != null || wasThere(absent));
    }

    /**
     * Whether a room that Hathora does not show existed before, so that it has ended. A room that createRoom has just
     * created may be invisible for a moment. It does not count as ended before that moment is over.
     */
    boolean wasThere(Observation.Missing missing) {
        Claim subject = subject();
        if (desired.observeOnly() && subject != null && history.knows(subject.roomId())) {
            return true;
        }
        return switch (attempts.create()) {
            case ACCEPTED, SEEN -> !createMayStillSettle(missing);
            case NONE, UNCLEAR, REFUSED, TAKEN -> claims.confirmed();
        };
    }

    /** Whether an earlier createRoom may still make the room appear after this look-up. */
    boolean createMayStillSettle(Observation.Missing missing) {
        Instant settles = createSettlesAt(missing);
        return settles != null && missing.at().isBefore(settles);
    }

    /** Until when the room may still appear. Null if no createRoom was sent. */
    @Nullable
    Instant createSettlesAt(Observation.Missing missing) {
        Instant settles = attempts.createSettlesAt();
        return switch (attempts.create()) {
            case NONE -> null;
            case SEEN, ACCEPTED, REFUSED, TAKEN -> settles;
            case UNCLEAR -> {
                // Hathora was unreachable for a while: an earlier call may have been delayed just as long
                Instant sinceContact = missing.since().plus(Timing.SETTLING);
                yield settles == null || settles.isBefore(sinceContact) ? sinceContact : settles;
            }
        };
    }
}
