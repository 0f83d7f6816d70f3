package dev.hathora.operator.host.model;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/**
 * The record of one game-server process. It is written before the game server is started, and its id is what the
 * runtime finds it by, so that starting it twice is starting it once.
 *
 * @param processId a UUID
 * @param runtimeId where it runs; it is not known anywhere else
 * @param appId the application
 * @param deploymentId what it runs
 * @param region the region it counts for, as Hathora spells it
 * @param state where it is in its life
 * @param capacity how many rooms it can hold at a time
 * @param rooms how many places are taken
 * @param ports how clients reach it: the default port first. Empty until they are known
 * @param initialRoomId the room that caused the start; null: none did
 * @param times when it came to where it is
 * @param idleSince since when it has held no room; null: it holds one
 * @param exitReason why it ended, in words; null: it has not
 */
public record GameProcess(String processId, String runtimeId, String appId, String deploymentId, String region,
        ProcessState state, int capacity, int rooms, List<ExposedPort> ports, @Nullable String initialRoomId,
        Times times,
        @Nullable Instant idleSince, @Nullable String exitReason) {

    /** The list never changes. */
    public GameProcess {
        ports = List.copyOf(ports);
    }

    /**
     * The six timestamps of Hathora's {@code ProcessV3}.
     *
     * @param created when it was recorded
     * @param scheduled when it had a place to run
     * @param booted when its game server was started
     * @param started when its port was bound
     * @param stopping when it was told to end
     * @param terminated when it had ended
     */
    public record Times(Instant created, @Nullable Instant scheduled, @Nullable Instant booted,
            @Nullable Instant started, @Nullable Instant stopping, @Nullable Instant terminated) {}
}
