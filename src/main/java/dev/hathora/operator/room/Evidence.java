package dev.hathora.operator.room;

import java.time.Instant;

/**
 * Why a room that Hathora does not know counts as gone. A 404 alone proves nothing: a misconfigured gateway may send
 * it, or an endpoint that never had the room, or Hathora itself if the token belongs to another organization.
 *
 * @param kind what the evidence is
 * @param at when it was requested
 */
public record Evidence(Kind kind, Instant at) {
    /** What makes the absence of a room believable. */
    public enum Kind {
        /** Hathora answered {@code destroyed} for the room's own id. */
        TOLD,

        /** Hathora accepted a destroyRoom of this room. */
        ENDED_BY_US,

        /** After the 404, the same endpoint returned another room of the application for the same token. */
        ROOM_SEEN,

        /** After the 404, the same endpoint returned the application itself for the same token. */
        APPLICATION_SEEN
    }

    /** Whether it is evidence about this room, and not only about the answering server. */
    public boolean isProof() {
        return kind == Kind.TOLD || kind == Kind.ENDED_BY_US;
    }
}
