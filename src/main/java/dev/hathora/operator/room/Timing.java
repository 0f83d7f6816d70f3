package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Durations that depend on each other, or on those of other packages. {@code TimingTest} checks the inequalities
 * between them and states the reasons.
 */
public final class Timing {
    /** A getApp call confirms a 404 only if the 404 is no older than this. An older 404 is repeated first. */
    static final Duration FRESH = Duration.ofSeconds(1);

    /** A room that is ready within this time is reported once, as active. It is never reported as scheduling. */
    public static final Duration HOLD_BACK = Duration.ofSeconds(1);

    /**
     * A room counts as gone only after two 404s that are at least this far apart, because a gateway may recover in
     * between.
     */
    static final Duration APART = Duration.ofSeconds(2);

    /** Two calls within this time are assumed to be answered by the same server. */
    static final Duration SAME_ANSWERER = Duration.ofSeconds(2);

    /**
     * createRoom is first retried after this time if the application is unknown. A room is often applied together with
     * its application, which exists a moment later.
     */
    static final Duration APPLICATION_AGAIN = Duration.ofSeconds(3);

    /** A 404 is reported only after this time. By then it is usually confirmed or has passed. */
    public static final Duration HOLD_BACK_AFTER_404 = Duration.ofSeconds(3);

    /** How long it remains valid that the answering server has shown that it knows the application. */
    public static final Duration SHOWN_FOR = Duration.ofSeconds(10);

    /** A user-chosen id is claimed only if it was found to be free within this time. */
    static final Duration FREE_FOR = Duration.ofSeconds(10);

    /**
     * How long the operator waits until the end of a room is stored in status. After that it goes on without, because
     * Kubernetes may refuse to store status.
     */
    static final Duration NOT_NOTED = Duration.ofSeconds(10);

    /**
     * Release is final. If 404 is the only evidence, it must persist this long, which is longer than a gateway usually
     * needs to recover. Each 404 must come from a server that knows the application.
     */
    static final Duration LETTING_GO = Duration.ofSeconds(10);

    /** A room that is known to be starting is reported as scheduling after this time. */
    public static final Duration HOLD_BACK_AFTER_WAITING = Duration.ofSeconds(10);

    /** How long the operator waits for running reconciles to finish when it stops. */
    public static final Duration DRAIN = Duration.ofSeconds(15);

    /** How long a call that was abandoned may still take effect on Hathora's side. */
    public static final Duration SETTLING = Duration.ofSeconds(30);

    /** The framework retries within this time after an exception. */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(72);

    /** A reconcile that takes longer than this is considered hung. */
    public static final Duration HUNG = Duration.ofMinutes(3);

    /**
     * If a 404 is the only evidence that a room has ended, the operator keeps looking the room up for this long, with
     * growing delays.
     */
    static final Duration DOUBT = Duration.ofMinutes(5);

    private Timing() {}

    /**
     * When to look up a room again if a 404 is the only evidence of its end. Null if no further look-up is needed.
     *
     * @param since when the first 404 was received
     * @param last when the last 404 was received
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
