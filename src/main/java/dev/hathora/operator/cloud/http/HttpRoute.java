package dev.hathora.operator.cloud.http;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The route of requests to Hathora.
 *
 * @param client the HTTP client, shared by all instances because it pools connections; created by
 *     {@link HttpHathoraCloud#httpClientBuilder()}
 * @param proxy the client's proxy, without credentials, for messages; null if there is none
 * @param proxyAuthorization the header {@code Proxy-Authorization} with the scheme Basic; null if there is none. It is
 *     set here and not by an authenticator of the client, because with one, older JDKs (seen with 17) drop our
 *     {@code Authorization} header
 */
public record HttpRoute(HttpClient client, @Nullable String proxy, @Nullable String proxyAuthorization) {
    /** A route without credentials for a proxy. */
    public static HttpRoute of(HttpClient client) {
        return new HttpRoute(client, null, null);
    }

    /** The values that must never be shown: the encoded credentials, and the password itself. */
    List<String> secrets() {
        if (proxyAuthorization == null) {
            return List.of();
        }
        String encoded = proxyAuthorization.substring(proxyAuthorization.indexOf(' ') + 1);
        String credentials = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        String password = credentials.substring(credentials.indexOf(':') + 1);
        return password.isEmpty() ? List.of(encoded) : List.of(encoded, password);
    }

    /** The route without the credentials. */
    @Override
    public String toString() {
        return proxy == null ? "direct" : "through " + proxy;
    }
}
