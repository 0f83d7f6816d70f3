package dev.hathora.operator.host;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

import dev.hathora.operator.host.runtime.kubernetes.TlsProxy;
import dev.hathora.operator.host.store.PortNumbers;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * The options of a host.
 *
 * @param address where its API listens; port 0 for any free port
 * @param database where the records are
 * @param token the developer token, read for each call. It throws {@link IllegalStateException} if there is none
 * @param ports the public port numbers for game servers
 * @param pingPort where pings are answered; 0 for any free port; null for the port of the API
 * @param metricsPort where health and metrics are served, at the address of the API; 0 for any free port; null for
 *     nowhere
 * @param games what runs game servers
 */
public record HostOptions(InetSocketAddress address, DatabaseAddress database, Supplier<String> token,
        PortNumbers ports, @Nullable Integer pingPort, @Nullable Integer metricsPort, Games games) {
    /**
     * A host that runs game servers as processes of this machine, answers pings at the port of the API, and serves no
     * metrics.
     */
    public HostOptions(InetSocketAddress address, Path applications, DatabaseAddress database, Path games,
            @Nullable String gamesLost, Supplier<String> token, String publicHost, PortNumbers ports) {
        this(address, database, token, ports, null, null, new Local(applications, games, gamesLost, publicHost));
    }

    /** What runs game servers, and where applications are described. */
    public sealed interface Games {}

    /**
     * Processes of this machine.
     *
     * @param applications the file or folder with manifests
     * @param folder what is kept of game servers on this machine
     * @param lost the id of a runtime whose game servers are permanently lost; null if there is none
     * @param publicHost the name or address that clients connect to
     */
    public record Local(Path applications, Path folder, @Nullable String lost, String publicHost) implements Games {}

    /**
     * Pods of a cluster.
     *
     * @param namespaces where HathoraApplications are read and Pods are created; empty for all namespaces
     * @param publicHost the name or address by which clients reach this host, to measure the latency
     * @param apiUrl the URL at which Pods reach the API of this host; null for its address in the cluster
     * @param tls terminates TLS in front of games whose transportType is tls
     * @param client creates a client for the cluster, which the host closes
     */
    public record Kubernetes(Set<String> namespaces, String publicHost, @Nullable URI apiUrl, TlsProxy tls,
            Supplier<KubernetesClient> client) implements Games {
        /** The set never changes. */
        public Kubernetes {
            namespaces = Set.copyOf(namespaces);
        }
    }

    /**
     * A database and who may use it.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/NAME}
     * @param user null: in the URL, or none
     * @param password null: in the URL, or none
     */
    public record DatabaseAddress(String url, @Nullable String user, @Nullable String password) {
        /** Everything that may be shown. */
        @Override
        public String toString() {
            return url.replaceFirst("\\?.*", "");
        }
    }
}
