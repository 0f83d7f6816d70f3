package dev.hathora.operator.roomv2;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a game server.
 *
 * @param processId its id
 * @param appId the application
 * @param deployment the deployment that it runs
 * @param region the region that it runs in
 * @param status its phase in the life cycle
 * @param roomsPerProcess how many rooms it can hold at a time
 * @param roomsAllocated how many rooms it holds now
 * @param ports how clients reach it, the default port first; empty if they can't, or no longer can
 * @param times when it reached each phase
 * @param exitReason why it ended; null if it has not
 */
public record ProcessInfo(String processId, String appId, DeploymentName deployment, String region, Status status,
        int roomsPerProcess, int roomsAllocated, List<ExposedPort> ports, Times times, @Nullable String exitReason) {

    /** The list never changes. */
    public ProcessInfo {
        ports = List.copyOf(ports);
    }

    /** A phase in the life cycle of a process. The values on the wire are the lower-case names. */
    public enum Status {
        /** Its port is not bound yet. */
        STARTING,
        /** Its port is bound. */
        RUNNING,
        /** Takes no new rooms. */
        DRAINING,
        /** Was told to end. */
        STOPPING,
        /** Ended without an error. */
        STOPPED,
        /** Ended with an error, or never bound its port. */
        FAILED
    }

    /**
     * The identifiers of a deployment in the versions of the API.
     *
     * @param id used since version 3
     * @param number used before version 3
     */
    public record DeploymentName(String id, int number) {}

    /** When a process reached each phase; null if it has not reached it. */
    public record Times(Instant created, @Nullable Instant scheduled, @Nullable Instant booted,
            @Nullable Instant started, @Nullable Instant stopping, @Nullable Instant terminated) {}
}
