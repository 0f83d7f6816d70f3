package dev.hathora.operator.roomv2;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A deployment: what the processes of an application run.
 *
 * @param name its id and number
 * @param appId the application
 * @param ports the ports that the game listens on, the default port first
 * @param resources the resources of a process
 * @param env the environment variables, in their order
 * @param tag free text; null if there is none
 * @param createdAt when it became the newest deployment
 */
public record DeploymentInfo(ProcessInfo.DeploymentName name, String appId, List<Port> ports, Resources resources,
        Map<String, String> env, @Nullable String tag, Instant createdAt) {

    /** The list never changes. */
    public DeploymentInfo {
        ports = List.copyOf(ports);
    }

    /**
     * A port that the game listens on.
     *
     * @param transportType {@code tcp}, {@code udp} or {@code tls}
     */
    public record Port(String name, int port, String transportType) {}

    /**
     * The resources of a process.
     *
     * @param idleTimeoutEnabled whether it is ended after a time without a room
     */
    public record Resources(int roomsPerProcess, double requestedCpu, double requestedMemoryMb,
            boolean idleTimeoutEnabled) {}

    /** Contains no environment variables, as they may contain secrets. */
    @Override
    public String toString() {
        return "DeploymentInfo[" + name + ", " + appId + "]";
    }
}
