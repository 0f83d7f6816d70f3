package dev.hathora.operator.room;

import java.time.Instant;

import dev.hathora.operator.api.DeletionPolicy;
import dev.hathora.operator.api.RoomState;
import org.jspecify.annotations.Nullable;

/**
 * Everything a decision about one resource is made from. Plain data: the same situation always gets the same plan.
 *
 * @param ids the room ids of this resource
 * @param desired what spec wants
 * @param claims what the resource has laid claim to
 * @param observation what is known about the claimed room, or, before a claim, about the room {@code spec.roomId} names
 * @param lookedSinceDeletion whether that was learnt after the resource was found to be deleted
 * @param attempts what we have sent for the claim and may still take effect
 * @param before what is known about the room before the claimed one
 * @param after what is known about the room after the claimed one, where {@link Claims#next} names one
 * @param peers how the other rooms of the application fare
 * @param history the history as status has it
 * @param deleting whether the resource is being deleted
 * @param abandon the value of the annotation {@code hathora.dev/abandon-room}
 * @param heldBy another resource of this operator that comes first to the same room; null: none
 * @param contest what a search for such resources in the cluster has found a moment ago; null: nobody has searched
 * @param elsewhere the endpoint where the claim was made, if it is another one than that which is called; null: it is not
 * @param now the present
 */
public record Situation(RoomIds ids, DesiredRoom desired, Claims claims, Observation observation,
        boolean lookedSinceDeletion, Attempts attempts, OtherRoom before, OtherRoom after, Peers peers, History history,
        boolean deleting,
        @Nullable String abandon, @Nullable Holder heldBy, @Nullable Contest contest,
        @Nullable OtherEndpoint elsewhere, Instant now) {

    /** The same, where the room is known like this. */
    public Situation with(Observation now) {
        return with(now, attempts);
    }

    /** The same, where this is known of the room and of what was sent. */
    public Situation with(Observation now, Attempts sent) {
        return new Situation(ids, desired, claims, now, lookedSinceDeletion, sent, before, after, peers, history,
                deleting, abandon, heldBy, contest, elsewhere, this.now);
    }

    /** The same, where the other rooms of the application fare like this. */
    public Situation with(Peers others) {
        return new Situation(ids, desired, claims, observation, lookedSinceDeletion, attempts, before, after, others,
                history,
                deleting, abandon, heldBy, contest, elsewhere, now);
    }

    /** The same, less the changes that were sent and show by now. */
    public Situation upToDate() {
        return new Situation(ids, desired, claims, observation, lookedSinceDeletion, attempts.upToDate(this),
                before, after, peers, history, deleting, abandon, heldBy, contest, elsewhere, now);
    }

    /** Whether the room's configuration is not what spec wants, and is to be put right. */
    boolean configDiffers(Observation.Present present) {
        return desired.enforceConfig() && !desired.config().isSatisfiedBy(present.room().roomConfig());
    }

    /** The same, where the claim of a room that exists is taken as stored, because Kubernetes does not store it. */
    public Situation withStoredClaim() {
        return new Situation(ids, desired, claims.asStored(), observation, lookedSinceDeletion, attempts,
                before, after, peers, history, deleting, abandon, heldBy, contest, elsewhere, now);
    }

    /**
     * The room to look at: the claimed one, the one of an inherited claim, or the one that {@code spec.roomId} names. Null:
     * there is none yet, or nobody knows its application.
     */
    public @Nullable Claim target() {
        if (claims.current() != null) {
            return claims.current();
        }
        return claims.inherited() != null && !desired.observeOnly() ? claims.inherited().claim() : named();
    }

    /** The room that {@code spec.roomId} names; null: it names none, or nobody knows its application. */
    @Nullable
    Claim named() {
        return desired.roomId() == null || desired.appId().isEmpty()
                ? null
                : new Claim(desired.appId(), desired.roomId());
    }

    /** Whether this resource holds its room, and says what becomes of it. */
    public boolean holdsRoom() {
        return claims.current() != null && claims.settled() && !desired.observeOnly() && holder() == null;
    }

    /** Whether the room is to be suspended, or to be left behind so. */
    public boolean wantsRoomAsleep() {
        return deleting
                ? desired.deletionPolicy() == DeletionPolicy.SUSPEND
                : desired.state() == RoomState.SUSPENDED;
    }

    /** Another resource that comes first to the room; null: none is known. */
    @Nullable
    Holder holder() {
        return heldBy != null || contest == null ? heldBy : contest.holder();
    }

    /**
     * The room that status speaks of: the claimed one, or the one that is only observed. A room of others that spec
     * names, or that only annotations claim, does not belong into status: nobody else writes there who holds a room.
     */
    public @Nullable Claim subject() {
        if (desired.observeOnly()) {
            return target();
        }
        return claims.settled() ? claims.current() : null;
    }

    /** Whether a person has given up the room of a resource that is being deleted. */
    boolean isAbandoned() {
        return deleting && claims.current() != null && claims.current().roomId().equals(abandon);
    }

    /** The room before the claimed one; null: there is none. */
    @Nullable
    Claim predecessor() {
        Claim current = claims.current();
        String id = current == null ? null : history.before(current.roomId(), ids);
        return current == null || id == null ? null : new Claim(current.appId(), id);
    }

    /** When to make sure again that the room before the claimed one, in whose place that one is, is gone; null: no more. */
    @Nullable
    Instant predecessorDueAt() {
        return predecessor() == null ? null : before.destroyAgainAt(replacedAt(), now);
    }

    /** When the claimed room took the place of the one before it, as far as the history tells; null: it does not. */
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
        // an edited status must not make it the future
        return latest.isAfter(now) ? now : latest;
    }

    /** The history, with what was observed just now. */
    public History historyNow() {
        Claim subject = subject();
        if (subject == null || (observation instanceof Observation.Absent && !ended())) {
            return history;
        }
        return history.with(subject.roomId(), observation, now);
    }

    /** Whether the id that is claimed has turned out to be that of somebody else's room, which may not be taken over. */
    boolean isTaken() {
        return attempts.create() == Attempts.Create.TAKEN && desired.roomId() != null && !desired.adopt()
                && !claims.confirmed()
                && (attempts.rejection() == null || attempts.rejection().request().equals(desired.request()));
    }

    /** Whether the claimed room never existed, or has ended beyond doubt. */
    public boolean hasNoRoom() {
        return switch (observation) {
            case Observation.Present p -> false;
            case Observation.Created c -> true;
            case Observation.Unknown u -> !claims.confirmed();
            case Observation.NotFound n -> !wasThere(n) || endWasNotedBefore(n);
            case Observation.Absent a -> a.isFirm() || !wasThere(a) || endWasNotedBefore(a);
        };
    }

    /** Whether status told of the end long before anybody was answered 404, before a restart of the operator. */
    private boolean endWasNotedBefore(Observation.Missing missing) {
        Claim current = claims.current();
        return current != null && history.hasEnded(current.roomId(), missing.since().minus(Timing.DOUBT));
    }

    /** Whether the other rooms of the application say that it is too early to believe the end of a room that only 404 tells. */
    boolean isDoubted(Observation.Absent absent) {
        if (absent.evidence().isProof() || !wasThere(absent)) {
            return false;
        }
        Instant believable = peers.believableAt(absent.since());
        return peers.isOutage() ? !absent.isBelievedAt(believable) : absent.at().isBefore(believable);
    }

    /** What is to be told of the room: of an end that is doubted no more than of a 404 that nothing backs. */
    Observation told() {
        return observation instanceof Observation.Absent absent && isDoubted(absent)
                ? new Observation.NotFound(absent.at(), absent.since(), absent.evidence())
                : observation;
    }

    /** Since when a room that existed has been answered 404, without proof that it ended; null: it is not. */
    public @Nullable Instant missingSince() {
        return observation instanceof Observation.Missing missing && !hasNoRoom() ? missing.since() : null;
    }

    /** Whether the claimed or observed room has existed and is gone for good. */
    public boolean ended() {
        return subject() != null && observation instanceof Observation.Absent absent && !isDoubted(absent)
                && (absent.last() != null || wasThere(absent));
    }

    /**
     * Whether a room that is not there has existed, so that this is an end. A room that createRoom has just accepted may be
     * invisible for a moment; it has not ended before that moment is over.
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

    /** Whether a createRoom that was sent may still make the room appear after this look at it. */
    boolean createMayStillSettle(Observation.Missing missing) {
        Instant settles = createSettlesAt(missing);
        return settles != null && missing.at().isBefore(settles);
    }

    /** Until when the room may still appear; null: nothing was sent that could make it. */
    @Nullable
    Instant createSettlesAt(Observation.Missing missing) {
        Instant settles = attempts.createSettlesAt();
        return switch (attempts.create()) {
            case NONE -> null;
            case SEEN, ACCEPTED, REFUSED, TAKEN -> settles;
            case UNCLEAR -> {
                // nobody could ask for a while: what was sent may have been held up just as long
                Instant sinceContact = missing.since().plus(Timing.SETTLING);
                yield settles == null || settles.isBefore(sinceContact) ? sinceContact : settles;
            }
        };
    }
}
