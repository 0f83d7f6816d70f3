package dev.hathora.operator.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * All settings of the operator. {@link Setting} describes each of them. Instances are validated.
 *
 * @param hathora the settings for Hathora
 * @param proxies the proxies for Hathora and the Kubernetes API
 * @param credentialsLabelRequired whether a Secret needs a label to be used as a room's credentials
 * @param watchNamespaces the namespaces to watch; empty means all
 * @param watchSelector a label selector; null means all rooms
 * @param adoptRestored whether resources that were restored from a backup take over the rooms of the originals
 * @param pollInterval 1 s to 1 h
 * @param httpPort 0 (any free one) to 65535
 * @param leaderElection whether to elect a leader
 * @param leaderElectionNamespace the namespace of the lease; null for the namespace of the kubeconfig
 * @param leaderElectionName the name of the lease
 * @param logFormat the format of log lines
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
     * Validates the values.
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
