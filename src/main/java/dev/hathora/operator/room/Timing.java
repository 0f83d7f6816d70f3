package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Periods that depend on each other, or on those of other packages. {@code TimingTest} has the inequalities between them, with
 * the reasons.
 */
public final class Timing {
    /** A control question confirms a 404 only if the 404 is not older than this. An older one is repeated first. */
    static final Duration FRESH = Duration.ofSeconds(1);

    /** A room that is up within this time is reported once, as active, and not before as scheduling. */
    public static final Duration HOLD_BACK = Duration.ofSeconds(1);

    /** A room counts as gone only after two 404s at least this far apart: a gateway may recover in between. */
    static final Duration APART = Duration.ofSeconds(2);

    /** Whoever answered a call within this time answers the next one, too. */
    static final Duration SAME_ANSWERER = Duration.ofSeconds(2);

    /** A 404 is not reported for so long: it may be believed by then, or be over. */
    public static final Duration HOLD_BACK_AFTER_404 = Duration.ofSeconds(3);

    /** How long it counts that whoever answers has shown that they know the application. */
    public static final Duration SHOWN_FOR = Duration.ofSeconds(10);

    /** An id of the user's own is claimed only if it was found free within this time. */
    static final Duration FREE_FOR = Duration.ofSeconds(10);

    /** An end that status could not note for so long is no longer waited for: Kubernetes may refuse to store status. */
    static final Duration NOT_NOTED = Duration.ofSeconds(10);

    /**
     * Release is final. If 404 is the only evidence, it must persist this long, which is longer than a gateway usually
     * needs to recover, and each 404 must come from someone who knows the application.
     */
    static final Duration LETTING_GO = Duration.ofSeconds(10);

    /** A room that is known to be on its way is reported as scheduling after this time. */
    public static final Duration HOLD_BACK_AFTER_WAITING = Duration.ofSeconds(10);

    /** How long the operator waits for passes to finish when it stops. */
    public static final Duration DRAIN = Duration.ofSeconds(15);

    /** How long a call that was given up may still take effect on Hathora's side. */
    public static final Duration SETTLING = Duration.ofSeconds(30);

    /** The framework tries again within this time after an exception. */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(72);

    /** A pass that takes longer than this hangs. */
    public static final Duration HUNG = Duration.ofMinutes(3);

    /** If only a 404 says that a room ended, the room is looked up again for this long, with growing pauses. */
    static final Duration DOUBT = Duration.ofMinutes(5);

    private Timing() {}

    /**
     * When to look again for a room whose end only a 404 tells; null: no more.
     *
     * @param since when the first 404 came
     * @param last when the last one came
     */
    static @Nullable Instant lookAgainAt(Instant since, Instant last) {
        Instant end = since.plus(DOUBT);
        if (!last.isBefore(end)) {
            return null;
        }
        Duration passed = Duration.between(since, last);
        Instant next = since.plus((passed.compareTo(APART) < 0 ? APART : passed).multipliedBy(3));
        return next.isBefore(end) ? next : end;
    }
}
