package dev.hathora.operator.cloud.http;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How requests get to Hathora.
 *
 * @param client shared by all instances, as it pools connections; made by {@link HttpHathoraCloud#httpClientBuilder()}
 * @param proxy where the proxy is that the client uses, without credentials, for messages; null: there is none
 * @param proxyAuthorization the header {@code Proxy-Authorization}, of the scheme Basic; null: none. Not left to an authenticator of the
 *     client: with one, older JDKs (seen with 17) drop the {@code Authorization} that we set
 */
public record HttpRoute(HttpClient client, @Nullable String proxy, @Nullable String proxyAuthorization) {
    /** The way of a client without credentials for a proxy. */
    public static HttpRoute of(HttpClient client) {
        return new HttpRoute(client, null, null);
    }

    /** What must never be shown: the credentials as the header encodes them, and the password, which a proxy can decode. */
    List<String> secrets() {
        if (proxyAuthorization == null) {
            return List.of();
        }
        String encoded = proxyAuthorization.substring(proxyAuthorization.indexOf(' ') + 1);
        String credentials = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        String password = credentials.substring(credentials.indexOf(':') + 1);
        return password.isEmpty() ? List.of(encoded) : List.of(encoded, password);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return proxy == null ? "direct" : "through " + proxy;
    }
}
