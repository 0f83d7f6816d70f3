package dev.hathora.operator.host.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A frozen version of an application: what its processes run. New rooms use the newest deployment; existing processes
 * keep theirs.
 *
 * @param deploymentId {@code dep-<uuid>}
 * @param number consecutive in an application, from 1; ProcessesV2 identifies deployments by it
 * @param appId the application
 * @param content what its processes run
 * @param createdAt when it became the newest deployment
 */
public record Deployment(String deploymentId, int number, String appId, Content content, Instant createdAt) {

    /**
     * What the processes of a deployment run. A change of the content creates a new deployment.
     *
     * @param program what to run
     * @param ports the ports that the game listens on: the default port first, then at most two more
     * @param limits number of rooms, resources and times
     * @param tag free text of the user; null if there is none
     * @param pod how it is run as a Pod; null with the local runtime
     */
    public record Content(Program program, List<Port> ports, Limits limits, @Nullable String tag,
            @Nullable PodSettings pod) {
        /** The content of a deployment that runs on this machine. */
        public Content(Program program, List<Port> ports, Limits limits, @Nullable String tag) {
            this(program, ports, limits, tag, null);
        }

        /** The list never changes. */
        public Content {
            ports = List.copyOf(ports);
        }
    }

    /**
     * How a game server is run as a Pod.
     *
     * @param portPolicy which port it listens on
     * @param imagePullSecrets the names of Secrets in the application's namespace
     * @param template a {@code PodTemplateSpec} that is merged over the Pod; null if there is none
     */
    public record PodSettings(PortPolicy portPolicy, List<String> imagePullSecrets, @Nullable JsonNode template) {
        /** The list never changes. A record has JSON's null for a missing template. */
        public PodSettings {
            imagePullSecrets = List.copyOf(imagePullSecrets);
            template = template == null || template.isNull() ? null : template;
        }

        /** Does not contain the template, which may contain secrets. */
        @Override
        public String toString() {
            return "PodSettings[" + portPolicy + ", " + imagePullSecrets + "]";
        }
    }

    /** Which port a game server in a Pod listens on. The public port is a port of its node in both cases. */
    public enum PortPolicy {
        /** The container port of the deployment. The public number is different. */
        HOST_PORT,
        /** The public number, for games that listen on {@code HATHORA_DEFAULT_PORT} or {@code PORT}. */
        PASSTHROUGH
    }

    /** What to run. */
    public Program program() {
        return content.program();
    }

    /** The ports that the game listens on: the default port first. */
    public List<Port> ports() {
        return content.ports();
    }

    /** Number of rooms, resources and times. */
    public Limits limits() {
        return content.limits();
    }

    /**
     * What to run: an image, or a command of this machine.
     *
     * @param image null with the local runtime
     * @param command the executable and its first arguments; empty for the image's own
     * @param env environment variables in their order
     * @param workingDirectory null for the folder of the manifest, or the image's own
     */
    public record Program(@Nullable String image, List<String> command, List<String> args, Map<String, String> env,
            @Nullable String workingDirectory) {
        /** Copies all collections. The order of {@code env} is kept. */
        public Program {
            command = List.copyOf(command);
            args = List.copyOf(args);
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        }

        /** Contains everything but the variables, which may be secret. */
        @Override
        public String toString() {
            return "Program[" + image + ", " + command + ", " + args + ", " + workingDirectory + "]";
        }
    }

    /**
     * A port that the game listens on.
     *
     * @param name {@code default}, or the user's name ({@code [a-z][a-z0-9-]*})
     * @param containerPort 1 to 65535
     * @param transport how clients reach it
     */
    public record Port(String name, int containerPort, Transport transport) {}

    /**
     * The rooms, resources and times of a process.
     *
     * @param roomsPerProcess how many rooms it can hold at a time, 1 to 10,000
     * @param requestedCpu cores; may be a fraction
     * @param requestedMemoryMb MiB
     * @param startTimeout the time within which it has to bind its port
     * @param idleTimeout how long it may be without a room; zero for no limit
     * @param terminationGrace the time from SIGTERM to SIGKILL
     */
    public record Limits(int roomsPerProcess, double requestedCpu, int requestedMemoryMb, Duration startTimeout,
            Duration idleTimeout, Duration terminationGrace) {}
}
