package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Room;
import org.jspecify.annotations.Nullable;

/**
 * What this operator has sent for a claim and may still take effect. Lives in memory only: after a restart, every claim
 * whose room was never seen counts as {@link Create#UNCLEAR}.
 *
 * @param create how the last createRoom ended
 * @param createSettlesAt until when a createRoom that was sent may still take effect, or may not be visible yet
 * @param destroyed how destroyRoom was last answered; null: it was not
 * @param wakeSettlesAt until when a getConnectionInfo or resumeRoom without an answer may still wake the room
 * @param takenOff whether suspendRoom was answered, and the room was not looked at since
 * @param unshown the changes that were accepted and do not show, at most one of a kind
 * @param rejection why createRoom was refused although nobody has ever seen a room of that id; null: it was not
 */
public record Attempts(Create create, @Nullable Instant createSettlesAt, @Nullable Destroyed destroyed,
        @Nullable Instant wakeSettlesAt, boolean takenOff, List<Unshown> unshown, @Nullable Rejection rejection) {
    /** Nothing was sent. */
    public static final Attempts NONE = new Attempts(Create.NONE, null, null, null, false, List.of(), null);

    /** How a createRoom ended. */
    public enum Create {
        /** None was sent. */
        NONE,

        /** Its answer was lost. The room may be there, may come, or may not. */
        UNCLEAR,

        /** It was answered with success. */
        ACCEPTED,

        /** It was refused because the id is taken: by an earlier createRoom of ours, or for ever. */
        REFUSED,

        /**
         * It was refused because the id is taken, although it was the first that was sent for a room that was not there a
         * moment before: by somebody else. Only for ids of the user's own.
         */
        TAKEN,

        /** The room was looked at and is there, so how it came to be no longer matters. */
        SEEN
    }

    /**
     * A destroyRoom that was answered. The room may survive it for a moment in Hathora's answers.
     *
     * @param at when
     * @param accepted whether there was a room to destroy: not, where the answer was 404
     * @param times how often it was sent; of those that were answered 404, the first three
     */
    public record Destroyed(Instant at, boolean accepted, int times) {
        private static final Duration FIRST_DELAY = Duration.ofSeconds(2);

        /** Those that were answered 404 had no effect that could show late: once the room shows, it is ended soon. */
        private static final int UNACCEPTED = 3;

        /** When to send it again to a room that is still there. */
        Instant due(Claim claim) {
            return at.plus(SentAgain.after(FIRST_DELAY, times, claim));
        }
    }

    /** Whether nothing that was sent can still take effect. */
    public boolean areOver() {
        return areOverSaveWaking() && wakeSettlesAt == null;
    }

    /** The same, but for a call that may wake the room, which matters only where it is to be suspended. */
    public boolean areOverSaveWaking() {
        return (create == Create.NONE || create == Create.SEEN) && destroyed == null && !takenOff;
    }

    /** What to assume about a claim whose room was never seen, met for the first time. */
    public static Attempts ofUnconfirmedClaim(Instant now) {
        return new Attempts(Create.UNCLEAR, now.plus(Timing.SETTLING), null, null, false, List.of(), null);
    }

    /** After a createRoom that ended like this. */
    public Attempts created(Create outcome, Instant now) {
        return new Attempts(outcome, now.plus(Timing.SETTLING), destroyed, wakeSettlesAt, takenOff, unshown,
                outcome == Create.ACCEPTED ? null : rejection);
    }

    /**
     * After a createRoom that was refused as if the id were taken, while no room of ours is to be seen. If an earlier one may
     * have made it, that may be so.
     *
     * @param outcome {@link Create#REFUSED} or {@link Create#TAKEN}
     */
    public Attempts refused(Create outcome, String words, CreateRoomRequest request, Instant now) {
        Attempts refused = created(outcome, now);
        return create == Create.NONE || (create == outcome && rejection != null)
                ? refused.with(Rejection.of(rejection, words, request, now))
                : refused;
    }

    /** For the next id, under which nothing was sent yet. */
    public Attempts forNextId() {
        return create == Create.REFUSED && rejection != null ? NONE.with(rejection.underAnotherId()) : NONE;
    }

    /** What to assume about a claim that another operator could not carry out, as status tells. */
    public Attempts rejectedBefore(String message, CreateRoomRequest request, Instant now) {
        Rejection told = Rejection.told(message, request, now);
        return told == null
                ? this
                : new Attempts(Create.REFUSED, null, destroyed, wakeSettlesAt, takenOff, unshown, told);
    }

    private Attempts with(Rejection now) {
        return new Attempts(create, createSettlesAt, destroyed, wakeSettlesAt, takenOff, unshown, now);
    }

    /** After a destroyRoom that was answered. One that found the room outlives later ones that do not. */
    public Attempts destroyed(boolean accepted, Instant now) {
        boolean everAccepted = accepted || (destroyed != null && destroyed.accepted());
        int before = destroyed == null ? 0 : destroyed.times();
        int times = accepted || before < Destroyed.UNACCEPTED ? before + 1 : before;
        return new Attempts(create, createSettlesAt, new Destroyed(now, everAccepted, times), wakeSettlesAt, takenOff,
                unshown, rejection);
    }

    /** After a suspendRoom that was answered. */
    public Attempts suspended() {
        return new Attempts(create, createSettlesAt, destroyed, wakeSettlesAt, true, unshown, rejection);
    }

    /** Whether the address that was known counts no longer, though nobody has looked: what was sent took it away. */
    boolean endedAddress() {
        return takenOff || destroyed != null;
    }

    /** After a call without an answer that may wake the room. */
    public Attempts mayWake(Instant now) {
        return new Attempts(create, createSettlesAt, destroyed, now.plus(Timing.SETTLING), takenOff, unshown,
                rejection);
    }

    /** After a call of somebody else that may wake the room until then; null: there was none. */
    public Attempts mayWakeUntil(@Nullable Instant settlesAt) {
        return settlesAt == null || (wakeSettlesAt != null && settlesAt.isBefore(wakeSettlesAt))
                ? this
                : new Attempts(create, createSettlesAt, destroyed, settlesAt, takenOff, unshown,
                        rejection);
    }

    /**
     * After the room was seen: unless it is known to be somebody else's, how it came to be no longer matters, though other answers may lag behind for a while; what
     * was sent to end it has not done so; and what may wake it is over if its time is.
     */
    public Attempts seen(Instant now) {
        return new Attempts(create == Create.TAKEN ? Create.TAKEN : Create.SEEN, pending(createSettlesAt, now),
                destroyed, pending(wakeSettlesAt, now), false, unshown,
                create == Create.TAKEN ? rejection : null);
    }

    /** After a change of the room was answered. */
    public Attempts sent(Plan.Change change, Instant now) {
        return with(Unshown.sent(unshown(change), change, now));
    }

    /** After an operator before this one has sent a change time and again. */
    public Attempts sentLongAgo(Plan.Change change, Instant now) {
        return with(Unshown.longAgo(change, now));
    }

    /** A change that was sent and does not show; null: it was not sent, or something else of its kind was. */
    public @Nullable Unshown unshown(Plan.Change change) {
        return unshown.stream().filter(sent -> sent.change().equals(change)).findFirst().orElse(null);
    }

    private Attempts with(Unshown sent) {
        return with(Stream.concat(unshown.stream().filter(other -> !other.isOfKind(sent.change())), Stream.of(sent)));
    }

    private Attempts with(Stream<Unshown> now) {
        return new Attempts(create, createSettlesAt, destroyed, wakeSettlesAt, takenOff, now.toList(), rejection);
    }

    /** After a look at the room. */
    public Attempts looked(Room room, Instant now) {
        return unshown.isEmpty() ? this : with(unshown.stream().map(sent -> sent.looked(room, now)));
    }

    /** Without the changes that show by now, or are no longer wanted. */
    Attempts upToDate(Situation s) {
        return unshown.isEmpty() ? this : with(unshown.stream().filter(sent -> !sent.isOver(s)));
    }

    private static @Nullable Instant pending(@Nullable Instant settlesAt, Instant now) {
        return settlesAt != null && now.isBefore(settlesAt) ? settlesAt : null;
    }
}
