package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import org.jspecify.annotations.Nullable;

/**
 * The calls that this operator has sent for a claim and that may still take effect. They are kept in memory only. After
 * a restart, every claim whose room was never seen counts as {@link Create#UNCLEAR}.
 *
 * @param create the outcome of the last createRoom
 * @param createSentAt when this operator sent createRoom for the first time; null if it did not
 * @param createSettlesAt until when a createRoom that was sent may still take effect, or may not be visible yet
 * @param destroyed the last answer to destroyRoom; null if there was none
 * @param wakeSettlesAt until when a getConnectionInfo or resumeRoom without an answer may still wake the room; null if
 *     there was none
 * @param takenOff whether suspendRoom was answered and the room was not read since
 * @param unshown the changes that Hathora accepted but does not show, at most one of each kind
 * @param rejection why createRoom was rejected although no room with that id was ever seen; null if it was not
 */
public record Attempts(Create create, @Nullable Instant createSentAt, @Nullable Instant createSettlesAt,
        @Nullable Destroyed destroyed, @Nullable Instant wakeSettlesAt, boolean takenOff, List<Unshown> unshown,
        @Nullable Rejection rejection) {
    /** Nothing was sent. */
    public static final Attempts NONE = new Attempts(Create.NONE, null, null, null, null, false, List.of(), null);

    /** The outcome of a createRoom. */
    public enum Create {
        /** None was sent. */
        NONE,

        /** Its answer was lost. The room may exist, may appear later, or may never exist. */
        UNCLEAR,

        /** It was answered with success. */
        ACCEPTED,

        /** It was rejected because the id is taken: by an earlier createRoom of ours, or by a room that has ended. */
        REFUSED,

        /**
         * It was rejected because the id is taken, although it was the first createRoom of ours and the room did not
         * exist a moment before. Only for user-chosen ids. Someone else may have taken the id, or something between
         * this operator and Hathora may have sent createRoom twice. The room itself shows which: see {@link #seen}.
         */
        TAKEN,

        /** The room was read and exists, so its origin no longer matters. */
        SEEN
    }

    /**
     * A destroyRoom that was answered. Hathora may still show the room for a moment.
     *
     * @param at when it was answered
     * @param accepted whether a room was found; false if the answer was 404
     * @param times how many times it was sent; of those that were answered 404, only the first three count
     */
    public record Destroyed(Instant at, boolean accepted, int times) {
        private static final Duration FIRST_DELAY = Duration.ofSeconds(2);

        /**
         * How many attempts that were answered 404 count. They had no effect that could show late, so a room that
         * appears later is destroyed soon.
         */
        private static final int UNACCEPTED = 3;

        /** When to send it again for a room that still exists. */
        Instant due(Claim claim) {
            return at.plus(SentAgain.after(FIRST_DELAY, times, claim));
        }
    }

    /** Whether nothing that was sent can still take effect. */
    public boolean areOver() {
        return areOverSaveWaking() && wakeSettlesAt == null;
    }

    /** The same, but ignores calls that may wake the room. Those matter only for a room that is to be suspended. */
    public boolean areOverSaveWaking() {
        return (create == Create.NONE || create == Create.SEEN) && destroyed == null && !takenOff;
    }

    /** What to assume about a claim whose room was never seen, when the operator sees it for the first time. */
    public static Attempts ofUnconfirmedClaim(Instant now) {
        return new Attempts(Create.UNCLEAR, null, now.plus(Timing.SETTLING), null, null, false, List.of(), null);
    }

    /** After a createRoom with this outcome. */
    public Attempts created(Create outcome, Instant now) {
        return new Attempts(outcome, createSentAt, now.plus(Timing.SETTLING), destroyed, wakeSettlesAt, takenOff,
                unshown,
                outcome == Create.ACCEPTED ? null : rejection);
    }

    /**
     * After a createRoom that was rejected as if the id were taken, while Hathora does not show the room. If an earlier
     * createRoom may have created it, the id may indeed be taken.
     *
     * @param outcome {@link Create#REFUSED} or {@link Create#TAKEN}
     */
    public Attempts refused(Create outcome, String words, CreateRoomRequest request, Instant now) {
        Attempts refused = created(outcome, now);
        return create == Create.NONE || (create == outcome && rejection != null)
                ? refused.with(Rejection.of(rejection, words, request, now))
                : refused;
    }

    /** The attempts for the next id, with which nothing was sent yet. */
    public Attempts forNextId() {
        return create == Create.REFUSED && rejection != null ? NONE.with(rejection.underAnotherId()) : NONE;
    }

    /**
     * What to assume about a claim whose createRoom a previous operator could not get accepted, according to status.
     */
    public Attempts rejectedBefore(String message, CreateRoomRequest request, Instant now) {
        Rejection told = Rejection.told(message, request, now);
        return told == null
                ? this
                : new Attempts(Create.REFUSED, createSentAt, null, destroyed, wakeSettlesAt, takenOff, unshown, told);
    }

    private Attempts with(Rejection now) {
        return new Attempts(create, createSentAt, createSettlesAt, destroyed, wakeSettlesAt, takenOff, unshown, now);
    }

    /**
     * After a destroyRoom that was answered. If one of them found the room, that is remembered even if later ones do
     * not.
     */
    public Attempts destroyed(boolean accepted, Instant now) {
        boolean everAccepted = accepted || (destroyed != null && destroyed.accepted());
        int before = destroyed == null ? 0 : destroyed.times();
        int times = accepted || before < Destroyed.UNACCEPTED ? before + 1 : before;
        return new Attempts(create, createSentAt, createSettlesAt, new Destroyed(now, everAccepted, times),
                wakeSettlesAt, takenOff,
                unshown, rejection);
    }

    /** After a suspendRoom that was answered. */
    public Attempts suspended() {
        return new Attempts(create, createSentAt, createSettlesAt, destroyed, wakeSettlesAt, true, unshown, rejection);
    }

    /**
     * Whether the known address is no longer valid, because suspendRoom or destroyRoom was sent, even if the room was
     * not read since.
     */
    boolean endedAddress() {
        return takenOff || destroyed != null;
    }

    /** After a call without an answer that may wake the room. */
    public Attempts mayWake(Instant now) {
        return new Attempts(create, createSentAt, createSettlesAt, destroyed, now.plus(Timing.SETTLING), takenOff,
                unshown,
                rejection);
    }

    /** After a call by someone else that may wake the room until then. Null if there was none. */
    public Attempts mayWakeUntil(@Nullable Instant settlesAt) {
        return settlesAt == null || (wakeSettlesAt != null && settlesAt.isBefore(wakeSettlesAt))
                ? this
                : new Attempts(create, createSentAt, createSettlesAt, destroyed, settlesAt, takenOff, unshown,
                        rejection);
    }

    /** createRoom is about to be sent. */
    public Attempts sending(Instant now) {
        return createSentAt != null
                ? this
                : new Attempts(create, now, createSettlesAt, destroyed, wakeSettlesAt, takenOff, unshown, rejection);
    }

    /**
     * After the room was seen. Unless the room may be someone else's, its origin no longer matters, but other answers
     * may lag behind for a while. Earlier destroyRoom calls have not destroyed it. Calls that may wake it are forgotten
     * once their time is over.
     */
    public Attempts seen(Room room, Instant now) {
        boolean taken = create == Create.TAKEN && !isOurs(room);
        return new Attempts(taken ? Create.TAKEN : Create.SEEN, createSentAt, pending(createSettlesAt, now),
                destroyed, pending(wakeSettlesAt, now), false, unshown, taken ? rejection : null);
    }

    /**
     * Whether this room was made by our createRoom, in spite of its answer: it did not start before that was sent.
     * Hathora's times are truncated to milliseconds.
     */
    boolean isOurs(Room room) {
        Instant sent = createSentAt == null ? null : createSentAt.truncatedTo(ChronoUnit.MILLIS);
        return sent != null && !room.allocations().isEmpty() && room.allocations().stream()
                .map(RoomAllocation::scheduledAt).allMatch(at -> at != null && !at.isBefore(sent));
    }

    /** After a change to the room was answered. */
    public Attempts sent(Plan.Change change, Instant now) {
        return with(Unshown.sent(unshown(change), change, now));
    }

    /** After a previous operator has sent a change many times. */
    public Attempts sentLongAgo(Plan.Change change, Instant now) {
        return with(Unshown.longAgo(change, now));
    }

    /**
     * A change that was sent and does not show. Null if it was not sent, or if another change of its kind was sent
     * later.
     */
    public @Nullable Unshown unshown(Plan.Change change) {
        return unshown.stream().filter(sent -> sent.change().equals(change)).findFirst().orElse(null);
    }

    private Attempts with(Unshown sent) {
        return with(Stream.concat(unshown.stream().filter(other -> !other.isOfKind(sent.change())), Stream.of(sent)));
    }

    private Attempts with(Stream<Unshown> now) {
        return new Attempts(create, createSentAt, createSettlesAt, destroyed, wakeSettlesAt, takenOff, now.toList(),
                rejection);
    }

    /** Whether a change was accepted, and the room was not read since. */
    public boolean areUnread() {
        return unshown.stream().anyMatch(sent -> !sent.isRead());
    }

    /** After the room was read. */
    public Attempts looked(Room room, Instant now) {
        return unshown.isEmpty() ? this : with(unshown.stream().map(sent -> sent.looked(room, now)));
    }

    /** A copy without the changes that show by now or are no longer wanted. */
    Attempts upToDate(Situation s) {
        return unshown.isEmpty() ? this : with(unshown.stream().filter(sent -> !sent.isOver(s)));
    }

    private static @Nullable Instant pending(@Nullable Instant settlesAt, Instant now) {
        return settlesAt != null && now.isBefore(settlesAt) ? settlesAt : null;
    }
}
