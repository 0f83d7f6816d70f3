package dev.hathora.operator.cluster;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.settings.CaCertificates;
import dev.hathora.operator.settings.HttpProxy;
import dev.hathora.operator.settings.Proxies;
import dev.hathora.operator.settings.Setting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import io.fabric8.kubernetes.client.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Creates clients for the cluster that kubectl would use, or that this process runs in.
 *
 * @param userAgent the name of the program, from which the API server derives the name of the field manager
 * @param proxies the proxies for URLs; the kubeconfig's proxy takes precedence
 * @param authorities CAs to trust if the kubeconfig names none; null for those of the system
 */
public record ClusterClients(String userAgent, Proxies proxies, @Nullable CaCertificates authorities) {
    /** Must be created before anything uses HTTP. */
    public ClusterClients {
        // otherwise the JDK's client silently drops the proxy password for https URLs
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    /** Creates a client. @throws RuntimeException if its configuration can't be used; the root cause says why */
    public KubernetesClient create() {
        return create(new ApiConnections(), http -> {
            // nothing more
        });
    }

    /**
     * Creates a client.
     *
     * @param connections the connections for the client
     * @param more further configuration of its HTTP client
     * @throws RuntimeException if its configuration can't be used; the root cause says why
     */
    public KubernetesClient create(ApiConnections connections, Consumer<HttpClient.Builder> more) {
        Config config = Config.autoConfigure(null);
        config.setUserAgent(userAgent);
        useProxy(config);
        trustAuthorities(config);
        return new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientFactory(connections)
                .withHttpClientBuilderConsumer(http -> {
                    more.accept(http);
                    ResourceSerialization.reduceAnswers(http);
                    http.addOrReplaceInterceptor("proxy", new RefusedByProxy());
                    if (isWithoutToken(config)) {
                        // after the first minute it would search the kubeconfig for a new token on every request
                        http.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null);
                    }
                }).build();
    }

    /**
     * Replaces Fabric8's proxy configuration. Fabric8 reads only upper-case variables, throws for NO_PROXY entries that
     * it can't parse, and applies the kubeconfig's proxy-url by the scheme of the proxy's URL instead of the cluster's.
     */
    private void useProxy(Config config) {
        Optional<HttpProxy> proxy = ofKubeconfig(config).map(ClusterClients::parse)
                .or(() -> proxies.to(URI.create(config.getMasterUrl())));
        config.setHttpProxy(proxy.map(p -> "http://" + p).orElse(null));
        config.setHttpsProxy(config.getHttpProxy());
        config.setNoProxy(new String[0]);
        proxy.map(HttpProxy::credentials).ifPresent(credentials -> {
            int colon = credentials.indexOf(':');
            config.setProxyUsername(credentials.substring(0, colon));
            config.setProxyPassword(credentials.substring(colon + 1));
        });
    }

    /**
     * The kubeconfig's proxy-url, which takes precedence over all variables. It is recognized as a proxy that does not
     * come from a variable.
     */
    private static Optional<String> ofKubeconfig(Config config) {
        String all = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_ALL_PROXY);
        String https = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_HTTPS_PROXY, all);
        String http = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_HTTP_PROXY, all);
        return Stream.concat(Stream.ofNullable(config.getHttpsProxy()).filter(url -> !url.equals(https)),
                Stream.ofNullable(config.getHttpProxy()).filter(url -> !url.equals(http))).findFirst();
    }

    private static HttpProxy parse(String proxyUrl) {
        try {
            return HttpProxy.parse(proxyUrl);
        } catch (IllegalArgumentException e) {
            // without the URL, which may contain a password
            throw new IllegalArgumentException(
                    "proxy-url in the kubeconfig must be " + Setting.HTTPS_PROXY.allowed());
        }
    }

    /** Adds the trusted CAs, unless the configuration names a CA itself. */
    private void trustAuthorities(Config config) {
        if (authorities != null && config.getCaCertData() == null && config.getCaCertFile() == null) {
            config.setCaCertData(Base64.getEncoder()
                    .encodeToString(authorities.pem().getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static boolean isWithoutToken(Config config) {
        return config.getOauthToken() == null && config.getAutoOAuthToken() == null
                && config.getOauthTokenProvider() == null
                && config.getAuthProvider() == null && config.getUsername() == null;
    }

    /** Handles a proxy's answer to CONNECT, which has no body. Fabric8 fails on it. */
    private static final class RefusedByProxy implements Interceptor {
        @Override
        public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response,
                RequestTags tags) {
            return response.code() == HttpURLConnection.HTTP_PROXY_AUTH
                    ? CompletableFuture.failedFuture(new KubernetesClientException("Proxy Authentication Required",
                            HttpURLConnection.HTTP_PROXY_AUTH, null))
                    : CompletableFuture.completedFuture(false);
        }
    }
}
