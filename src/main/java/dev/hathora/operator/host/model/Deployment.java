package dev.hathora.operator.host.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A frozen version of an application: what its processes run. New rooms use the newest; old processes stay on theirs.
 *
 * @param deploymentId {@code dep-<uuid>}
 * @param number counts up by one in an application, from 1: processes V2 names deployments by it
 * @param appId the application
 * @param content what its processes run
 * @param createdAt when it became the newest
 */
public record Deployment(String deploymentId, int number, String appId, Content content, Instant createdAt) {

    /**
     * What the processes of a deployment run. Another content is another deployment.
     *
     * @param program what to run
     * @param ports where the game listens: the default port first, then at most two more
     * @param limits how many rooms, and for how long
     * @param tag free text of the user's; null: none
     */
    public record Content(Program program, List<Port> ports, Limits limits, @Nullable String tag) {
        /** The list never changes. */
        public Content {
            ports = List.copyOf(ports);
        }
    }

    /** What to run. */
    public Program program() {
        return content.program();
    }

    /** Where the game listens: the default port first. */
    public List<Port> ports() {
        return content.ports();
    }

    /** How many rooms, and for how long. */
    public Limits limits() {
        return content.limits();
    }

    /**
     * What to run. An image, or a command of this machine.
     *
     * @param image null with the local runtime
     * @param command the executable and its first arguments; empty: the image's own
     * @param env environment variables in their order
     * @param workingDirectory null: the folder of the manifest, or the image's own
     */
    public record Program(@Nullable String image, List<String> command, List<String> args, Map<String, String> env,
            @Nullable String workingDirectory) {
        /** Nothing in it changes. The order of {@code env} is kept. */
        public Program {
            command = List.copyOf(command);
            args = List.copyOf(args);
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        }

        /** Everything but the variables, which may be secret. */
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
     * How much a process takes, and how long it may take over things.
     *
     * @param roomsPerProcess 1 to 10,000
     * @param requestedCpu cores; may be a fraction
     * @param requestedMemoryMb MiB
     * @param startTimeout until its port has to be bound
     * @param idleTimeout how long it may be without a room; zero: for ever
     * @param terminationGrace from SIGTERM to SIGKILL
     */
    public record Limits(int roomsPerProcess, double requestedCpu, int requestedMemoryMb, Duration startTimeout,
            Duration idleTimeout, Duration terminationGrace) {}
}
