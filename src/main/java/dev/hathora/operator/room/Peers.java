package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

/**
 * The state of all rooms of one application. Most matches rarely end at the same time. If Hathora answers 404 for most
 * rooms, an outage is more likely.
 *
 * @param missing the number of rooms for which Hathora answers 404 without proof that they ended
 * @param known the number of rooms of the application, including these
 * @param lookedAtWithin how long it takes to read each of them once
 */
public record Peers(int missing, int known, Duration lookedAtWithin) {
    /** Nothing is known about other rooms. */
    public static final Peers NONE = new Peers(0, 0, Duration.ZERO);

    /** If there are fewer rooms than this, most of them may well end together. */
    private static final int FEW = 5;

    /** Whether most rooms are missing, and there are enough rooms to draw a conclusion. */
    public boolean isOutage() {
        return known >= FEW && missing * 2 > known;
    }

    /**
     * When a room may be treated as ended if a 404 is the only evidence. An outage affects one room first, so the other
     * rooms have to be read as well, and the outage needs time to pass.
     *
     * @param since when the first 404 was received
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
