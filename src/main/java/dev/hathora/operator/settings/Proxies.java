package dev.hathora.operator.settings;

import java.net.URI;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The proxies for URLs.
 *
 * @param https the proxy for https URLs; null if there is none
 * @param http the proxy for http URLs; null if there is none
 * @param exceptions the hosts that are reached without a proxy
 */
public record Proxies(@Nullable HttpProxy https, @Nullable HttpProxy http, NoProxy exceptions) {
    public static final Proxies NONE = new Proxies(null, null, NoProxy.NONE);

    /** The proxy for a URL. Empty if the URL is reached directly. */
    public Optional<HttpProxy> to(URI url) {
        if (url.getHost() == null) {
            // no client can use such a URL; the attempt will fail with a message
            return Optional.empty();
        }
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        return exceptions.covers(url.getHost(), port) ? Optional.empty() : Optional.ofNullable(secure ? https : http);
    }
}
