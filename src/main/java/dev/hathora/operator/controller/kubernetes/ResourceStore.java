package dev.hathora.operator.controller.kubernetes;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.room.Claim;
import org.jspecify.annotations.Nullable;

/**
 * Where a resource is kept. Every write fails with {@link ResourceChangedException} if the resource is no longer the one
 * that the decision was made from, so that nothing is ever decided on old knowledge and written on new. It fails with
 * {@link WriteRefusedException} if it was not stored, or not as it was sent.
 */
public interface ResourceStore {
    /** Stores claim and finalizer in one write; no write where both are there. */
    HathoraRoom claim(HathoraRoom room, Claim claim);

    /** Stores status. */
    HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status);

    /** Takes our finalizer away; no write where it is gone. Returns the resource as it is then, even if it is gone with it. */
    HathoraRoom release(HathoraRoom room);

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

    /**
     * Kubernetes does not store what was sent. The message is for users: it says that it is Kubernetes, what it answered,
     * and what to do.
     */
    final class WriteRefusedException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final boolean mayPass;
        private final boolean tooLarge;
        private final transient @Nullable HathoraRoom stored;

        /**
         * @param mayPass whether it is the API server's trouble, so that trying again may be enough
         * @param tooLarge whether less would be taken
         * @param stored the resource as it is now, where something else was stored than what was sent; null: nothing was
         */
        WriteRefusedException(String message, boolean mayPass, boolean tooLarge, @Nullable HathoraRoom stored) {
            super(message);
            this.mayPass = mayPass;
            this.tooLarge = tooLarge;
            this.stored = stored;
        }

        /** Something else was stored than what was sent. */
        static WriteRefusedException altered(String message, HathoraRoom stored) {
            return new WriteRefusedException(message, false, false, stored);
        }

        public boolean mayPass() {
            return mayPass;
        }

        boolean tooLarge() {
            return tooLarge;
        }

        @Nullable
        public HathoraRoom stored() {
            return stored;
        }
    }
}
