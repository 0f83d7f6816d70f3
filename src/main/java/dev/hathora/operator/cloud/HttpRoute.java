package dev.hathora.operator.cloud;

import java.net.http.HttpClient;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * How requests get to Hathora.
 *
 * @param client shared by all instances, as it pools connections; made by {@link HttpHathoraCloud#httpClientBuilder()}
 * @param proxy where the proxy is that the client uses, without credentials, for messages; null: there is none
 * @param proxyAuthorization the header {@code Proxy-Authorization}; null: none. Not left to an authenticator of the
 *     client: with one, older JDKs (seen with 17) drop the {@code Authorization} that we set
 */
public record HttpRoute(HttpClient client, @Nullable String proxy, @Nullable String proxyAuthorization) {
    /** The way of a client without credentials for a proxy. */
    public static HttpRoute of(HttpClient client) {
        return new HttpRoute(client, null, null);
    }

    /** What of the header must never be shown: the credentials, as they are encoded there. */
    Optional<String> secret() {
        return Optional.ofNullable(proxyAuthorization).map(header -> header.substring(header.indexOf(' ') + 1));
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return proxy == null ? "direct" : "through " + proxy;
    }
}
