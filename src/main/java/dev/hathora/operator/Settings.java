package dev.hathora.operator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the operator is started with; {@link Setting} says what each of it is for. Checked: an instance can be worked
 * with.
 *
 * @param hathoraApiUrl an http or https URL with a host
 * @param hathoraDevToken the operator's own token; null: none, or in a file
 * @param hathoraDevTokenFile the file of that token; null: none, or {@code hathoraDevToken}
 * @param hathoraAppId the default application; null: none
 * @param watchNamespaces the namespaces to look after; empty: all
 * @param watchSelector a label selector; null: all rooms
 * @param pollInterval 1 s to 1 h
 * @param rateLimit requests per second and token, above 0
 * @param httpPort 0 (any free one) to 65535
 * @param leaderElection whether to elect a leader
 * @param leaderElectionNamespace where; never null with {@code leaderElection}
 * @param leaderElectionName the name of the lease there
 * @param logFormat how log lines are written
 */
public record Settings(URI hathoraApiUrl, @Nullable String hathoraDevToken, @Nullable Path hathoraDevTokenFile,
        @Nullable String hathoraAppId, Set<String> watchNamespaces, @Nullable String watchSelector,
        Duration pollInterval, double rateLimit, int httpPort, boolean leaderElection,
        @Nullable String leaderElectionNamespace, String leaderElectionName, LogFormat logFormat) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    /**
     * Checks the values.
     *
     * @throws InvalidSettingException for the first one that is not allowed
     */
    public Settings {
        watchNamespaces = Set.copyOf(watchNamespaces);
        require(Setting.HATHORA_API_URL, hathoraApiUrl, isApiUrl(hathoraApiUrl));
        require(Setting.HATHORA_DEV_TOKEN, hathoraDevToken,
                hathoraDevToken == null || hathoraDevToken.matches("[!-~]+"));
        if (hathoraDevToken != null && hathoraDevTokenFile != null) {
            throw InvalidSettingException.unusable(Setting.HATHORA_DEV_TOKEN_FILE,
                    "and %s (%s) exclude each other: set one of them"
                            .formatted(Setting.HATHORA_DEV_TOKEN.flag(), Setting.HATHORA_DEV_TOKEN.variable()));
        }
        require(Setting.HATHORA_APP_ID, hathoraAppId,
                hathoraAppId == null || hathoraAppId.matches("[a-zA-Z0-9_-]{1,100}"));
        watchNamespaces.forEach(name -> require(Setting.WATCH_NAMESPACES, name, KubernetesSyntax.isNamespace(name)));
        require(Setting.WATCH_SELECTOR, watchSelector,
                watchSelector == null || KubernetesSyntax.isLabelSelector(watchSelector));
        require(Setting.POLL_INTERVAL, pollInterval, pollInterval.compareTo(SHORTEST_INTERVAL) >= 0
                && pollInterval.compareTo(LONGEST_INTERVAL) <= 0);
        require(Setting.HATHORA_RATE_LIMIT, rateLimit, rateLimit > 0 && Double.isFinite(rateLimit));
        require(Setting.HTTP_PORT, httpPort, httpPort >= 0 && httpPort <= 65_535);
        require(Setting.LEADER_ELECTION_NAMESPACE, leaderElectionNamespace,
                leaderElectionNamespace == null || KubernetesSyntax.isNamespace(leaderElectionNamespace));
        require(Setting.LEADER_ELECTION_NAME, leaderElectionName,
                KubernetesSyntax.isObjectName(leaderElectionName));
        if (leaderElection && leaderElectionNamespace == null) {
            throw InvalidSettingException.unusable(Setting.LEADER_ELECTION_NAMESPACE,
                    "is not set: outside a cluster, leader election needs "
                            + Setting.LEADER_ELECTION_NAMESPACE.allowed());
        }
    }

    /** The operator's own token, to be asked before every call; empty: rooms must bring credentials of their own. */
    public Optional<Supplier<String>> token() {
        String token = hathoraDevToken;
        if (token != null) {
            return Optional.of(() -> token);
        }
        return Optional.ofNullable(hathoraDevTokenFile).map(TokenFile::new);
    }

    /** Everything but the token. */
    @Override
    public String toString() {
        return ("Settings[hathoraApiUrl=%s, hathoraDevToken=%s, hathoraDevTokenFile=%s, hathoraAppId=%s, "
                + "watchNamespaces=%s, watchSelector=%s, pollInterval=%s, rateLimit=%s, httpPort=%d, "
                + "leaderElection=%b, leaderElectionNamespace=%s, leaderElectionName=%s, logFormat=%s]")
                .formatted(hathoraApiUrl,
                        hathoraDevToken == null ? "none" : "set", hathoraDevTokenFile, hathoraAppId, watchNamespaces,
                        watchSelector, pollInterval, rateLimit, httpPort, leaderElection, leaderElectionNamespace,
                        leaderElectionName, logFormat);
    }

    private static boolean isApiUrl(URI url) {
        return url.getScheme() != null && List.of("http", "https").contains(url.getScheme()) && url.getHost() != null
                && url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
    }

    private static void require(Setting setting, @Nullable Object value, boolean allowed) {
        if (!allowed) {
            throw InvalidSettingException.notAllowed(setting, String.valueOf(value));
        }
    }
}
