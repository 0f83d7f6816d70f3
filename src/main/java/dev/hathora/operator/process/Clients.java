package dev.hathora.operator.process;

import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.HttpRoute;
import dev.hathora.operator.cluster.ClusterClients;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.settings.CaCertificates;
import dev.hathora.operator.settings.HttpProxy;
import dev.hathora.operator.settings.Proxies;
import dev.hathora.operator.settings.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** Creates the HTTP clients for Hathora and the Kubernetes API, with their proxies and trusted CAs. */
public final class Clients {
    private final URI hathora;
    private final Proxies proxies;
    private final @Nullable CaCertificates authorities;
    private final ClusterClients cluster;

    /** Must be created before anything uses HTTP. */
    Clients(Settings settings) {
        hathora = settings.hathora().apiUrl();
        proxies = settings.proxies();
        Path caFile = settings.hathora().caFile();
        authorities = caFile == null ? null : CaCertificates.read(caFile);
        cluster = new ClusterClients("hathora-operator", proxies, authorities);
    }

    /** The route to Hathora. */
    HttpRoute hathora() {
        return route(hathora, proxies, authorities);
    }

    public static HttpRoute route(URI hathora, Proxies proxies, @Nullable CaCertificates authorities) {
        var client = HttpHathoraCloud.httpClientBuilder();
        Optional<HttpProxy> proxy = proxies.to(hathora);
        proxy.ifPresent(p -> client.proxy(ProxySelector.of(p.address())));
        if (authorities != null) {
            client.sslContext(authorities.tls());
        }
        return new HttpRoute(client.build(), proxy.map(HttpProxy::toString).orElse(null),
                proxy.flatMap(HttpProxy::authorization).orElse(null));
    }

    /**
     * The client for the cluster.
     *
     * @param connections the connections for the client
     * @param more further configuration of its HTTP client
     * @throws RuntimeException if its configuration can't be used; the root cause says why
     */
    KubernetesClient kubernetes(ApiConnections connections, Consumer<HttpClient.Builder> more) {
        return cluster.create(connections, more);
    }
}
