package dev.hathora.operator.room;

import java.time.Duration;

/**
 * The delays after which something is sent again that Hathora has answered and that has not helped: doubled each time, up to
 * five minutes. They depend on the room, so that many rooms with the same trouble do not come back together.
 */
final class SentAgain {
    static final Duration LONGEST = Duration.ofMinutes(5);
    /** More times than it takes to get there. */
    static final int OFTEN = 20;

    private SentAgain() {}

    /**
     * How long to wait.
     *
     * @param first the delay after the first time
     * @param times how often it was sent
     */
    static Duration after(Duration first, int times, Claim claim) {
        long doubled = first.toMillis() << Math.min(times - 1, OFTEN);
        // at most a tenth shorter or longer, and as long as it is said where it is said
        long share = times == 1 ? 100 : 90 + Math.floorMod(claim.roomId().hashCode(), 21);
        return Duration.ofMillis(Math.min(doubled, LONGEST.toMillis()) * share / 100);
    }
}
