package dev.hathora.operator.roomv2;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/**
 * A game server's process.
 *
 * @param processId its id
 * @param appId the application
 * @param deployment what it runs
 * @param region where it is
 * @param status where it is in its life
 * @param roomsPerProcess how many rooms it can hold
 * @param roomsAllocated how many it holds
 * @param ports how clients reach it, the default port first; empty: not (any more)
 * @param times when it came to where it is
 * @param exitReason why it ended; null: it has not
 */
public record ProcessInfo(String processId, String appId, DeploymentName deployment, String region, Status status,
        int roomsPerProcess, int roomsAllocated, List<ExposedPort> ports, Times times, @Nullable String exitReason) {

    /** The list never changes. */
    public ProcessInfo {
        ports = List.copyOf(ports);
    }

    /** Where a process is in its life. On the wire in lower case. */
    public enum Status {
        /** Its port is not bound yet. */
        STARTING,
        /** Its port is bound. */
        RUNNING,
        /** Takes no new rooms. */
        DRAINING,
        /** Was told to end. */
        STOPPING,
        /** Ended as it should. */
        STOPPED,
        /** Ended with an error, or never bound its port. */
        FAILED
    }

    /**
     * A deployment as the versions of the API name it.
     *
     * @param id since version 3
     * @param number before
     */
    public record DeploymentName(String id, int number) {}

    /** When a process came to where it is. Null: it has not. */
    public record Times(Instant created, @Nullable Instant scheduled, @Nullable Instant booted,
            @Nullable Instant started, @Nullable Instant stopping, @Nullable Instant terminated) {}
}
