package dev.hathora.operator.host.model;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/**
 * The record of one game-server process. It is written before the game server is started, and the runtime finds the
 * game server by the record's id, so that starting is idempotent.
 *
 * @param processId a UUID
 * @param runtimeId where it runs; other runtimes don't know it
 * @param appId the application
 * @param deploymentId the deployment that it runs
 * @param region the region that it counts for, as Hathora spells it
 * @param state its phase in the life cycle
 * @param capacity how many rooms it can hold at a time
 * @param rooms how many rooms it holds
 * @param ports how clients reach it: the default port first. Empty until they are known
 * @param initialRoomId the room for which it was started; null if there is none
 * @param times when it reached each phase
 * @param idleSince since when it has held no room; null if it holds one
 * @param exitReason why it ended, in words; null if it has not
 * @param leaving whether no rooms are placed on it, and it ends when it is empty, because its node is being drained, or
 *     somebody else is ending it
 */
public record GameProcess(String processId, String runtimeId, String appId, String deploymentId, String region,
        ProcessState state, int capacity, int rooms, List<ExposedPort> ports, @Nullable String initialRoomId,
        Times times,
        @Nullable Instant idleSince, @Nullable String exitReason, boolean leaving) {

    /** The list never changes. */
    public GameProcess {
        ports = List.copyOf(ports);
    }

    /** A process whose place stays. */
    public GameProcess(String processId, String runtimeId, String appId, String deploymentId, String region,
            ProcessState state, int capacity, int rooms, List<ExposedPort> ports, @Nullable String initialRoomId,
            Times times, @Nullable Instant idleSince, @Nullable String exitReason) {
        this(processId, runtimeId, appId, deploymentId, region, state, capacity, rooms, ports, initialRoomId, times,
                idleSince, exitReason, false);
    }

    /** Whether a new room may be placed on it. */
    public boolean takesRooms() {
        return state.takesRooms() && !leaving;
    }

    /**
     * The six timestamps of Hathora's {@code ProcessV3}.
     *
     * @param created when it was recorded
     * @param scheduled when it was scheduled to run
     * @param booted when its game server was started
     * @param started when its port was bound
     * @param stopping when it was told to end
     * @param terminated when it ended
     */
    public record Times(Instant created, @Nullable Instant scheduled, @Nullable Instant booted,
            @Nullable Instant started, @Nullable Instant stopping, @Nullable Instant terminated) {}
}
