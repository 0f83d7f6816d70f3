package dev.hathora.operator.host.runtime.kubernetes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;

/**
 * HAProxy as a container beside the game: it has the host ports whose transport is TLS, and forwards what it decrypts to
 * the game's ports. A changed certificate counts for new connections, and those that exist go on.
 *
 * @param secret the name of the Secret with the certificate, of the type kubernetes.io/tls and in the namespace of the
 *        application
 * @param image the image with HAProxy 2.4 or later, and a shell
 */
public record TlsProxy(String secret, String image) {
    /** What is used if nothing else is wanted. */
    public static final TlsProxy DEFAULT = new TlsProxy("hathora-tls", "docker.io/library/haproxy:3.2-alpine");

    /** The volume with the certificate. */
    static final String CERTIFICATE = "tls-certificate";
    static final String CONFIG = "TLS_PROXY_CONFIG";
    static final String FOLDER = "/run/tls-proxy";
    /** The time between two looks at the certificate. */
    static final String SECONDS = "10";
    static final String CERTIFICATES = "/run/tls-certificate";
    private static final String WORK = "tls-proxy";
    /** Nobody. The name of a user in the image would not prove that it is not root. */
    private static final long USER = 65_532;
    private static final int LAST_PORT = 65_535;

    /**
     * Watches the certificate while HAProxy runs. The files of a Secret are replaced all at once, but between two reads,
     * so only what HAProxy accepts is loaded. SIGUSR2 starts a new worker, and the old one keeps its connections.
     *
     * <p>When the Pod is to end, the shell gets the signal, SIGUSR1 with the official image and SIGTERM with others.
     * HAProxy then waits for the connections to be closed, since the game may use its grace period.
     */
    static final String SCRIPT = """
            cd "${0}"
            printf '%s\\n' "$TLS_PROXY_CONFIG" > haproxy.cfg
            sha256sum "$1/tls.crt" "$1/tls.key" > loaded
            haproxy -W -db -f haproxy.cfg &
            proxy=$!
            trap 'kill -USR1 $proxy' TERM USR1 INT
            while sleep "$2"; do
              sha256sum "$1/tls.crt" "$1/tls.key" > found || continue
              if ! cmp -s found loaded && haproxy -c -f haproxy.cfg; then
                mv found loaded
                kill -USR2 $proxy
              fi
            done &
            watcher=$!
            code=0
            while kill -0 $proxy 2> /dev/null; do
              code=0
              wait $proxy || code=$?
            done
            kill $watcher 2> /dev/null || true
            exit $code
            """;

    /** A TLS port of the game, and where the proxy listens for it. */
    private record Front(GamePort game, int number) {}

    /** The proxy in front of those ports that use TLS; empty if there is none. */
    List<Container> containers(List<GamePort> ports) {
        List<Front> fronts = fronts(ports);
        if (fronts.isEmpty()) {
            return List.of();
        }
        return List.of(new ContainerBuilder().withName(PodNames.TLS_PROXY).withImage(image)
                .withCommand("sh", "-ec", SCRIPT, FOLDER, CERTIFICATES, SECONDS)
                .addNewEnv().withName(CONFIG).withValue(config(fronts)).endEnv()
                .withPorts(fronts.stream().map(TlsProxy::port).toList())
                // The memory is for all connections that the configuration allows. CPU is not limited, because
                // a game whose proxy is throttled stutters.
                .withNewResources()
                .addToRequests("cpu", new Quantity("20m")).addToRequests("memory", new Quantity("32Mi"))
                .addToLimits("memory", new Quantity("256Mi"))
                .endResources()
                // why it has ended is the last that it has written
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .addNewVolumeMount().withName(CERTIFICATE).withMountPath(CERTIFICATES).withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount().withName(WORK).withMountPath(FOLDER).endVolumeMount()
                .withNewSecurityContext().withRunAsNonRoot(true).withRunAsUser(USER).withRunAsGroup(USER)
                .withAllowPrivilegeEscalation(false).withReadOnlyRootFilesystem(true)
                .withNewCapabilities().withDrop("ALL").endCapabilities()
                .endSecurityContext()
                .build());
    }

    /** What the proxy mounts; empty if there is none. */
    List<Volume> volumes(List<GamePort> ports) {
        if (fronts(ports).isEmpty()) {
            return List.of();
        }
        return List.of(
                new VolumeBuilder().withName(CERTIFICATE).withNewSecret().withSecretName(secret)
                        .withItems(new KeyToPath("tls.crt", null, "tls.crt"), new KeyToPath("tls.key", null, "tls.key"))
                        .endSecret().build(),
                new VolumeBuilder().withName(WORK).withNewEmptyDir().withSizeLimit(new Quantity("1Mi")).endEmptyDir()
                        .build());
    }

    /** All containers of a Pod share their port numbers, and the game's are the user's choice. */
    private static List<Front> fronts(List<GamePort> ports) {
        Set<Integer> taken = ports.stream().map(GamePort::containerPort).collect(Collectors.toCollection(HashSet::new));
        List<Front> fronts = new ArrayList<>();
        for (GamePort game : ports) {
            if (game.isTls()) {
                int number = game.hostPort();
                while (!taken.add(number)) {
                    number = number == LAST_PORT ? 1024 : number + 1;
                }
                fronts.add(new Front(game, number));
            }
        }
        return fronts;
    }

    private static ContainerPort port(Front front) {
        return new ContainerPortBuilder().withContainerPort(front.number()).withHostPort(front.game().hostPort())
                .withProtocol("TCP").build();
    }

    private static String config(List<Front> fronts) {
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        fronts.forEach(front -> numbers.put(front.number(), front.game().containerPort()));
        return TlsProxyConfig.of(numbers, CERTIFICATES);
    }
}
