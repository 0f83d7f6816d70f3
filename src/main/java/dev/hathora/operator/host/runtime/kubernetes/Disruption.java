package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * The PodDisruptionBudget of each namespace with game servers. It exists before the first Pod, so that none can ever be
 * evicted. It belongs to all hosts with Pods in the namespace.
 */
final class Disruption {
    static final String NAME = "hathora-games";
    /** It comes back soon after somebody has deleted it. */
    private static final Duration CHECKED_FOR = Duration.ofMinutes(1);

    private final PodApi api;
    private final InstantSource clock;
    private final ConcurrentMap<String, Instant> checked = new ConcurrentHashMap<>();

    Disruption(PodApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Makes sure that a namespace has had it, before a Pod is created there. */
    void prevent(String namespace) {
        if (!checked.containsKey(namespace)) {
            create(namespace);
        }
    }

    /** Brings it back if somebody has deleted it. No game waits for this. */
    void restore(String namespace) {
        Instant last = checked.get(namespace);
        if (last == null || clock.instant().isAfter(last.plus(CHECKED_FOR))) {
            create(namespace);
        }
    }

    private void create(String namespace) {
        api.create(budget(namespace));
        checked.put(namespace, clock.instant());
    }

    private static PodDisruptionBudget budget(String namespace) {
        return new PodDisruptionBudgetBuilder().withNewMetadata().withNamespace(namespace).withName(NAME)
                .addToLabels(PodNames.MANAGED_BY, PodNames.HOST).endMetadata()
                .withNewSpec().withNewMaxUnavailable(0)
                .withNewSelector().addToMatchLabels(PodNames.MANAGED_BY, PodNames.HOST)
                .addToMatchLabels(PodNames.SAFE_TO_EVICT, "false").endSelector().endSpec().build();
    }
}
