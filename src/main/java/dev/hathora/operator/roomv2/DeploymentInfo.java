package dev.hathora.operator.roomv2;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the processes of an application run.
 *
 * @param name how it is called
 * @param appId the application
 * @param ports where the game listens, the default port first
 * @param resources what a process gets
 * @param env the environment variables, in their order
 * @param tag free text; null: none
 * @param createdAt when it became the newest
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
     * What a process gets.
     *
     * @param idleTimeoutEnabled whether it ends after a while without a room
     */
    public record Resources(int roomsPerProcess, double requestedCpu, double requestedMemoryMb,
            boolean idleTimeoutEnabled) {}

    /** Everything but the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "DeploymentInfo[" + name + ", " + appId + "]";
    }
}
