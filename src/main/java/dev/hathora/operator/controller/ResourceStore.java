package dev.hathora.operator.controller;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.room.Claim;

/**
 * Where a resource is kept. Every write fails with {@link ResourceChangedException} if the resource is no longer the one
 * that the decision was made from, so that nothing is ever decided on old knowledge and written on new.
 */
interface ResourceStore {
    /** Stores claim and finalizer in one write; no write where both are there. */
    HathoraRoom claim(HathoraRoom room, Claim claim);

    /** Stores status. */
    HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status);

    /** Takes our finalizer away; no write where it is gone. */
    void release(HathoraRoom room);

    /** Asks for the resource's deletion. */
    void delete(HathoraRoom room);

    /** The resource changed, or is gone: what was decided is void. The change itself brings the next decision. */
    final class ResourceChangedException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        ResourceChangedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
