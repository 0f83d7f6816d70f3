package dev.hathora.operator.roomset;

import java.time.Instant;

/** The state of a room, as far as it matters to its set. */
public sealed interface RoomStanding {
    /** The room does not exist yet, or has never been ready. */
    record Booting() implements RoomStanding {}

    /**
     * The room is ready.
     *
     * @param since since when, without interruption
     */
    record Ready(Instant since) implements RoomStanding {}

    /** The room was ready and is not now, or Hathora can't be asked about it. It may be ready again at any time. */
    record NotReady() implements RoomStanding {}

    /** The room has ended for good: it will not be restarted. */
    record Ended() implements RoomStanding {}

    /**
     * The room needs a user: its condition {@code Stalled} is true.
     *
     * @param reason the condition's reason
     * @param message the condition's message
     * @param running whether players can join it all the same, as one whose token was revoked
     */
    record Stuck(String reason, String message, boolean running) implements RoomStanding {}
}
