package dev.hathora.operator.room;

import java.time.Instant;

/**
 * Why a room that Hathora does not know counts as gone. A 404 alone is somebody's word: a gateway that has lost its way
 * says it, an endpoint that never had the room, and Hathora itself to a token of another organization.
 *
 * @param kind what was learnt
 * @param at when it was asked for
 */
public record Evidence(Kind kind, Instant at) {
    /** What makes the absence of a room believable. */
    public enum Kind {
        /** Hathora answered {@code destroyed} for the room's own id. */
        TOLD,

        /** Hathora accepted a destroyRoom of this room. */
        ENDED_BY_US,

        /** After the 404, another room of the application was told about, over the same endpoint and to the same token. */
        ROOM_SEEN,

        /** After the 404, the application itself was told about, over the same endpoint and to the same token. */
        APPLICATION_SEEN
    }

    /** Whether it is about this very room, and not only about who answers. */
    public boolean isProof() {
        return kind == Kind.TOLD || kind == Kind.ENDED_BY_US;
    }
}
