package dev.hathora.operator.settings;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that uses plain HTTP. Its string representation contains no credentials.
 *
 * @param host a name or an address; an IPv6 address is in brackets
 * @param port 1 to 65535
 * @param credentials user and password, separated by a colon; null if there are none
 */
public record HttpProxy(String host, int port, @Nullable String credentials) {
    /** curl's default, if the URL has no port. */
    private static final int DEFAULT_PORT = 1080;
    private static final Pattern URL = Pattern.compile("(?i)(?:http://)?(?:(?<credentials>.*)@)?"
            + "(?<host>\\[[0-9a-f:.]+]|[a-z0-9]([-a-z0-9._]*[a-z0-9.])?)(?::(?<port>[0-9]{1,5}))?(?:[/?#].*)?");

    /**
     * Parses curl's format: {@code [http://][user:password@]host[:port]}.
     *
     * @throws IllegalArgumentException for anything else, including proxies that use TLS or SOCKS
     */
    public static HttpProxy parse(String url) {
        Matcher parts = URL.matcher(url);
        boolean otherScheme = url.contains("://") && !url.regionMatches(true, 0, "http://", 0, 7);
        if (otherScheme || !parts.matches()) {
            throw new IllegalArgumentException("no URL of an HTTP proxy");
        }
        int port = parts.group("port") == null ? DEFAULT_PORT : Integer.parseInt(parts.group("port"));
        if (port == 0 || port > 65_535) {
            throw new IllegalArgumentException("no port");
        }
        String credentials = parts.group("credentials");
        return new HttpProxy(parts.group("host"), port, credentials == null ? null : decode(credentials));
    }

    private static String decode(String credentials) {
        String decoded;
        try {
            decoded = URLDecoder.decode(credentials.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // the percent sign is not an escape
            decoded = credentials;
        }
        return decoded.contains(":") ? decoded : decoded + ":";
    }

    /** The address of the proxy. It is unresolved, because the name is resolved for each connection. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host.replaceAll("[\\[\\]]", ""), port);
    }

    /** The value of {@code Proxy-Authorization}. Empty if there are no credentials. */
    public Optional<String> authorization() {
        return Optional.ofNullable(credentials).map(
                plain -> "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** The URL of the proxy without credentials. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
