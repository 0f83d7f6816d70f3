package dev.hathora.operator.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the operator is started with; {@link Setting} says what each of it is for. Checked: an instance can be worked
 * with.
 *
 * @param hathora how Hathora is reached
 * @param proxies through which proxies Hathora and the Kubernetes API are reached
 * @param credentialsLabelRequired whether a Secret needs a label to be used as a room's credentials
 * @param watchNamespaces the namespaces to look after; empty: all
 * @param watchSelector a label selector; null: all rooms
 * @param adoptRestored whether resources restored from a backup go on with the rooms of the originals
 * @param pollInterval 1 s to 1 h
 * @param httpPort 0 (any free one) to 65535
 * @param leaderElection whether to elect a leader
 * @param leaderElectionNamespace where; null: in the namespace of the kubeconfig
 * @param leaderElectionName the name of the lease there
 * @param logFormat how log lines are written
 */
public record Settings(HathoraSettings hathora, Proxies proxies, boolean credentialsLabelRequired,
        Set<String> watchNamespaces,
        @Nullable String watchSelector,
        boolean adoptRestored, Duration pollInterval, int httpPort, boolean leaderElection,
        @Nullable String leaderElectionNamespace,
        String leaderElectionName, LogFormat logFormat) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    /**
     * Checks the values.
     *
     * @throws InvalidSettingException for the first one that is not allowed
     */
    public Settings {
        Optional<HttpProxy> proxy = proxies.to(hathora.apiUrl());
        if (hathora.mustStayLocal() && proxy.isPresent() && !LocalHosts.isLocal(proxy.get().host())) {
            throw HathoraSettings.unencrypted(hathora.apiUrl(), " through the proxy %s, unless %s covers %s"
                    .formatted(proxy.get(), Setting.NO_PROXY.variable(), hathora.apiUrl().getHost()));
        }
        watchNamespaces = Set.copyOf(watchNamespaces);
        watchNamespaces.forEach(name -> Setting.WATCH_NAMESPACES.require(name, KubernetesSyntax.isNamespace(name)));
        Setting.WATCH_SELECTOR.require(watchSelector,
                watchSelector == null || KubernetesSyntax.isLabelSelector(watchSelector));
        Setting.POLL_INTERVAL.require(pollInterval, pollInterval.compareTo(SHORTEST_INTERVAL) >= 0
                && pollInterval.compareTo(LONGEST_INTERVAL) <= 0);
        Setting.HTTP_PORT.require(httpPort, httpPort >= 0 && httpPort <= 65_535);
        Setting.LEADER_ELECTION_NAMESPACE.require(leaderElectionNamespace,
                leaderElectionNamespace == null || KubernetesSyntax.isNamespace(leaderElectionNamespace));
        Setting.LEADER_ELECTION_NAME.require(leaderElectionName,
                KubernetesSyntax.isObjectName(leaderElectionName));
    }
}
