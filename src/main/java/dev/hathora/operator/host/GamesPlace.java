package dev.hathora.operator.host;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.function.Function;

import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.runtime.kubernetes.KubernetesRuntime;
import dev.hathora.operator.host.store.PortNumbers;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * What depends on where game servers run.
 *
 * @param runtime runs them
 * @param client the client for the cluster, which is closed with it; null with processes of this machine
 * @param gameHost the name or address that clients connect to, as recorded before a game server runs
 * @param publicHost the name or address by which clients reach this host
 * @param ports the public port numbers
 * @param lost the id of a runtime whose game servers are permanently lost; null if there is none
 * @param wantedUrl the URL at which game servers reach the API; null for the address of this host
 */
record GamesPlace(GameRuntime runtime, @Nullable KubernetesClient client, String gameHost, String publicHost,
        PortNumbers ports, @Nullable String lost, @Nullable URI wantedUrl) implements AutoCloseable {
    /** The node, and so the address, is not known before a Pod runs. Nobody is told this name. */
    private static final String UNSCHEDULED = "unscheduled.invalid";

    /**
     * Opens the runtime of a host.
     *
     * @param openLocal opens the one with processes of this machine, with the folder for what is kept of them
     */
    static GamesPlace open(HostOptions options, Function<Path, GameRuntime> openLocal) {
        return switch (options.games()) {
            case HostOptions.Local local -> new GamesPlace(openLocal.apply(local.folder()), null, local.publicHost(),
                    local.publicHost(), options.ports(), local.lost(), null);
            case HostOptions.Kubernetes kubernetes -> open(options.ports(), kubernetes);
        };
    }

    private static GamesPlace open(PortNumbers ports, HostOptions.Kubernetes options) {
        KubernetesClient client = connect(options);
        try {
            return new GamesPlace(KubernetesRuntime.open(client, options.namespaces(), options.tls()), client,
                    UNSCHEDULED,
                    options.publicHost(), ports.ofManyNodes(), null, options.apiUrl());
        } catch (RuntimeFailure e) {
            client.close();
            throw e;
        }
    }

    private static KubernetesClient connect(HostOptions.Kubernetes options) {
        try {
            return options.client().get();
        } catch (RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new RuntimeFailure("the configuration for the Kubernetes API can't be used: " + root.getMessage(), e);
        }
    }

    /** The client for the cluster. */
    KubernetesClient cluster() {
        if (client == null) {
            throw new IllegalStateException("game servers are processes of this machine");
        }
        return client;
    }

    /** The URL at which game servers reach the API. */
    URI apiUrl(InetAddress bound, int port) {
        if (wantedUrl != null) {
            return wantedUrl;
        }
        return bound.isAnyLocalAddress() ? uri(own(), port) : uri(bound, port);
    }

    /** All addresses are no address to connect to. Pods need one of the network, and processes the nearest. */
    private InetAddress own() {
        try {
            return runtime instanceof KubernetesRuntime
                    ? InetAddress.getLocalHost()
                    : InetAddress.getByAddress(new byte[]{127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new RuntimeFailure("this host does not know its own address: set --api-url (HOST_API_URL)", e);
        }
    }

    static URI uri(InetAddress address, int port) {
        String host = address.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    @Override
    public void close() {
        runtime.close();
        if (client != null) {
            client.close();
        }
    }
}
