package dev.hathora.operator.controller.kubernetes;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.room.Claim;
import org.jspecify.annotations.Nullable;

/**
 * Writes resources. Every write is conditional: it fails with {@link ResourceChangedException} if the resource is no
 * longer the version that the decision was based on. It fails with {@link WriteRefusedException} if it was rejected, or
 * not stored as sent.
 */
public interface ResourceStore {
    /**
     * Stores claim and finalizer in one write. Makes no write if both are there.
     *
     * @return the resource as stored
     */
    HathoraRoom claim(HathoraRoom room, Claim claim);

    /**
     * Stores the status.
     *
     * @return the resource as stored
     */
    HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status);

    /**
     * Removes the operator's finalizer. Makes no write if it is not there.
     *
     * @return the resource as stored; the given one if it was deleted with its last finalizer
     */
    HathoraRoom release(HathoraRoom room);

    /** Deletes the resource. It disappears when its finalizers are removed. */
    void delete(HathoraRoom room);

    /** The resource was changed or deleted, so the decision is void. The change itself triggers the next pass. */
    final class ResourceChangedException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        ResourceChangedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Kubernetes did not store what was sent. The message is for users: it says what Kubernetes answered, and what to
     * do.
     */
    final class WriteRefusedException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final boolean mayPass;
        private final boolean tooLarge;
        private final transient @Nullable HathoraRoom stored;

        /**
         * @param mayPass whether the cause is on the API server's side, so that a retry may succeed
         * @param tooLarge whether a smaller resource would be accepted
         * @param stored the resource as it is now, if it was stored differently from what was sent; null: nothing was
         *     stored
         */
        WriteRefusedException(String message, boolean mayPass, boolean tooLarge, @Nullable HathoraRoom stored) {
            super(message);
            this.mayPass = mayPass;
            this.tooLarge = tooLarge;
            this.stored = stored;
        }

        /** The resource was stored differently from what was sent. */
        static WriteRefusedException altered(String message, HathoraRoom stored) {
            return new WriteRefusedException(message, false, false, stored);
        }

        /** Whether the cause is on the API server's side, so that a retry may succeed. */
        public boolean mayPass() {
            return mayPass;
        }

        boolean tooLarge() {
            return tooLarge;
        }

        /** The resource as it is now, if it was stored differently from what was sent; null: nothing was stored. */
        @Nullable
        public HathoraRoom stored() {
            return stored;
        }
    }
}
