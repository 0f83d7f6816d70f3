package dev.hathora.operator.settings;

import java.net.URI;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Through which proxy a URL is reached.
 *
 * @param https for https URLs; null: none
 * @param http for http URLs; null: none
 * @param exceptions what is reached without them
 */
public record Proxies(@Nullable HttpProxy https, @Nullable HttpProxy http, NoProxy exceptions) {
    public static final Proxies NONE = new Proxies(null, null, NoProxy.NONE);

    /** The proxy for a URL; empty: it is reached directly. */
    public Optional<HttpProxy> to(URI url) {
        if (url.getHost() == null) {
            // no client can use such a URL; whoever tries says so
            return Optional.empty();
        }
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        return exceptions.covers(url.getHost(), port) ? Optional.empty() : Optional.ofNullable(secure ? https : http);
    }
}
