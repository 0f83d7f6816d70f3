package dev.hathora.operator.room;

import java.time.Duration;

/**
 * The delays for repeating a call that Hathora answered but that had no effect. They double each time, up to five
 * minutes. They have a jitter that depends on the room, so that rooms with the same problem do not retry together.
 */
final class SentAgain {
    static final Duration LONGEST = Duration.ofMinutes(5);
    /** More attempts than it takes to reach the longest delay. */
    static final int OFTEN = 20;

    private SentAgain() {}

    /**
     * The delay.
     *
     * @param first the delay after the first attempt
     * @param times how many times it was sent
     */
    static Duration after(Duration first, int times, Claim claim) {
        long doubled = first.toMillis() << Math.min(times - 1, OFTEN);
        // a jitter of ±10 %; the first delay has none, because messages mention it
        long share = times == 1 ? 100 : 90 + Math.floorMod(claim.roomId().hashCode(), 21);
        return Duration.ofMillis(Math.min(doubled, LONGEST.toMillis()) * share / 100);
    }
}
