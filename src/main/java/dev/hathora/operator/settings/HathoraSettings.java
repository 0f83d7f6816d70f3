package dev.hathora.operator.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.hathora.operator.room.Endpoints;
import org.jspecify.annotations.Nullable;

/**
 * The settings for Hathora. {@link Setting} describes each of them. Instances are validated.
 *
 * @param apiUrl an https URL with a host, or an http URL if the traffic stays local or may be read by others
 * @param movedFrom origins of endpoints that are gone for good; none of them is the origin of {@code apiUrl}
 * @param aliases origins of endpoints that serve the same rooms; none of them is in {@code movedFrom}
 * @param allowHttp whether tokens may be sent unencrypted over any network
 * @param caFile a file with CA certificates to trust in addition to the system's; null if there is none
 * @param token the operator's own token; null if there is none, or if it is in a file
 * @param tokenFile the file that contains the token; null if there is none, or if {@code token} is set
 * @param appId the default application; null if there is none
 * @param rateLimit the maximum number of requests per second and token, greater than 0
 */
public record HathoraSettings(URI apiUrl, Set<URI> movedFrom, Set<URI> aliases, boolean allowHttp,
        @Nullable Path caFile, @Nullable String token, @Nullable Path tokenFile, @Nullable String appId,
        double rateLimit) {
    /**
     * Validates the values.
     *
     * @throws InvalidSettingException for the first one that is not allowed
     */
    public HathoraSettings {
        Setting.HATHORA_API_URL.require(apiUrl, isApiUrl(apiUrl));
        if (mustStayLocal(apiUrl, allowHttp) && !LocalHosts.isLocal(apiUrl.getHost())) {
            throw unencrypted(apiUrl, "");
        }
        movedFrom = Set.copyOf(movedFrom);
        aliases = Set.copyOf(aliases);
        String current = Endpoints.origin(apiUrl);
        movedFrom.forEach(url -> Setting.HATHORA_API_MOVED_FROM.require(url,
                isOrigin(url) && !Endpoints.origin(url).equals(current)));
        Set<String> gone = origins(movedFrom);
        aliases.forEach(url -> Setting.HATHORA_API_ALIASES.require(url,
                isOrigin(url) && !gone.contains(Endpoints.origin(url))));
        Setting.HATHORA_DEV_TOKEN.require(token, token == null || token.matches("[!-~]+"));
        if (token != null && tokenFile != null) {
            throw InvalidSettingException.unusable(Setting.HATHORA_DEV_TOKEN_FILE,
                    "and %s (%s) are mutually exclusive: set one of them"
                            .formatted(Setting.HATHORA_DEV_TOKEN.flag(), Setting.HATHORA_DEV_TOKEN.variable()));
        }
        Setting.HATHORA_APP_ID.require(appId, appId == null || appId.matches("[a-zA-Z0-9_-]{1,100}"));
        Setting.HATHORA_RATE_LIMIT.require(rateLimit, rateLimit > 0 && Double.isFinite(rateLimit));
    }

    /**
     * @param way how tokens would be sent; the text follows "unencrypted"
     */
    static InvalidSettingException unencrypted(URI apiUrl, String way) {
        return InvalidSettingException.unusable(Setting.HATHORA_API_URL,
                "is '%s', but tokens would be sent to it unencrypted%s: use https, or set %s=true if everyone on the network path may read them"
                        .formatted(apiUrl, way, Setting.HATHORA_ALLOW_HTTP.variable()));
    }

    /** Whether tokens are sent unencrypted, so that the traffic must stay local. */
    boolean mustStayLocal() {
        return mustStayLocal(apiUrl, allowHttp);
    }

    private static boolean mustStayLocal(URI apiUrl, boolean allowHttp) {
        return !allowHttp && isScheme(apiUrl, "http");
    }

    /** The current and former endpoints of Hathora's API. */
    public Endpoints endpoints() {
        return new Endpoints(Endpoints.origin(apiUrl), origins(movedFrom), origins(aliases));
    }

    private static Set<String> origins(Set<URI> urls) {
        return urls.stream().map(Endpoints::origin).collect(Collectors.toSet());
    }

    /**
     * Supplies the operator's own token before every call. Empty if there is none, so that rooms need their own
     * credentials.
     */
    public Optional<Supplier<String>> tokenSource() {
        String fixed = token;
        if (fixed != null) {
            return Optional.of(() -> fixed);
        }
        return Optional.ofNullable(tokenFile).map(TokenFile::new);
    }

    /** All settings except the token. */
    @Override
    public String toString() {
        return "[apiUrl=%s, movedFrom=%s, aliases=%s, allowHttp=%b, caFile=%s, token=%s, tokenFile=%s, appId=%s, rateLimit=%s]"
                .formatted(
                        apiUrl, movedFrom, aliases, allowHttp, caFile, token == null ? "none" : "set", tokenFile, appId,
                        rateLimit);
    }

    private static boolean isApiUrl(URI url) {
        return (isScheme(url, "https") || isScheme(url, "http")) && url.getHost() != null
                && url.getPort() != 0 && url.getPort() <= 65_535 && url.getUserInfo() == null
                && url.getQuery() == null && url.getFragment() == null;
    }

    private static boolean isOrigin(URI url) {
        return isApiUrl(url) && (url.getPath().isEmpty() || url.getPath().equals("/"));
    }

    private static boolean isScheme(URI url, String scheme) {
        return scheme.equalsIgnoreCase(url.getScheme());
    }
}
