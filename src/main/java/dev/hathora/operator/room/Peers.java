package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

/**
 * How the rooms of one application fare together. Most matches seldom end at once: if most rooms are answered 404, whoever
 * answers has more likely lost them for a while.
 *
 * @param missing how many rooms are answered 404 with no proof that they ended
 * @param known how many rooms the application has, these included
 * @param lookedAtWithin how long it takes until each of them has been looked at
 */
public record Peers(int missing, int known, Duration lookedAtWithin) {
    /** Nothing is known of other rooms. */
    public static final Peers NONE = new Peers(0, 0, Duration.ZERO);

    /** Of fewer rooms than this, most may well end together. */
    private static final int FEW = 5;

    /** Whether most rooms are missing, and there are enough of them to tell. */
    public boolean isOutage() {
        return known >= FEW && missing * 2 > known;
    }

    /**
     * When the end of a room can be believed that only a 404 tells. An outage shows in one room first, so the others have to
     * be looked at, too; and it is given time to pass.
     *
     * @param since when the first 404 came
     */
    Instant believableAt(Instant since) {
        if (isOutage()) {
            return since.plus(Timing.DOUBT);
        }
        boolean alone = known < FEW || lookedAtWithin.compareTo(Timing.APART) < 0;
        Duration wait = alone ? Timing.APART : lookedAtWithin;
        return since.plus(wait.compareTo(Timing.DOUBT) < 0 ? wait : Timing.DOUBT);
    }
}
