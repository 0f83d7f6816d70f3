package dev.hathora.operator.host.applications;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where game servers run. It decides which fields of a spec are needed, and which count. */
sealed interface Platform {
    /** The namespace of what is read; empty if it comes from files. */
    String namespace();

    /** What to run. */
    Deployment.Program program(Field spec, Map<String, String> env);

    /** How it is run as a Pod; null if it is not. */
    Deployment.@Nullable PodSettings pod(Field spec);

    /** The nodes of a region; null for all. */
    Application.@Nullable Nodes nodes(Field region);

    /** The transport that clients can use where this one is wanted. */
    Transport offered(Transport wanted);

    /**
     * This machine. What only counts in a cluster may be there, and is not looked at.
     *
     * @param folder what relative working directories are in
     */
    record Machine(Path folder) implements Platform {
        private static final Logger log = LoggerFactory.getLogger(Machine.class);

        @Override
        public String namespace() {
            return "";
        }

        @Override
        public Deployment.Program program(Field spec, Map<String, String> env) {
            Field command = spec.get("command");
            List<String> words = command.texts();
            if (command.isAbsent() || words.isEmpty()) {
                command.problem("is missing: write the program of the game server and its arguments as a list");
            }
            Path directory = spec.get("workingDirectory").text().map(folder::resolve).orElse(folder);
            return new Deployment.Program(null, words, spec.get("args").texts(), env,
                    directory.toAbsolutePath().normalize().toString());
        }

        @Override
        public Deployment.@Nullable PodSettings pod(Field spec) {
            return null;
        }

        @Override
        public Application.@Nullable Nodes nodes(Field region) {
            return null;
        }

        /** Nothing here ends TLS, and a client that is told of TLS would try it. */
        @Override
        public Transport offered(Transport wanted) {
            if (wanted != Transport.TLS) {
                return wanted;
            }
            log.warn("transportType tls is served as tcp, because this host does not terminate TLS: browsers connect "
                    + "with ws://. For wss:// put a TLS proxy of your own in front of the game");
            return Transport.TCP;
        }
    }

    /** A cluster, where game servers are Pods. */
    record Cluster(String namespace) implements Platform {
        private static final Pattern IMAGE = Pattern.compile("\\S{1,1024}");

        @Override
        public Deployment.Program program(Field spec, Map<String, String> env) {
            String image = spec.get("image").requiredText(IMAGE, "write the container image of the game server");
            return new Deployment.Program(image, spec.get("command").texts(), spec.get("args").texts(), env,
                    spec.get("workingDirectory").text().orElse(null));
        }

        @Override
        public Deployment.PodSettings pod(Field spec) {
            String policy = spec.get("portPolicy").oneOf(Stream.of("HostPort", "Passthrough")).orElse("HostPort");
            return new Deployment.PodSettings(
                    policy.equals("Passthrough")
                            ? Deployment.PortPolicy.PASSTHROUGH
                            : Deployment.PortPolicy.HOST_PORT,
                    PodFields.imagePullSecrets(spec.get("imagePullSecrets")),
                    PodFields.template(spec.get("podTemplate")));
        }

        @Override
        public Application.@Nullable Nodes nodes(Field region) {
            return PodFields.nodes(region);
        }

        @Override
        public Transport offered(Transport wanted) {
            return wanted;
        }
    }
}
