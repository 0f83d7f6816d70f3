package dev.hathora.operator.host.runtime.kubernetes;

import java.util.Map;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.Pod;

/** Names in Pods. Users rely on them, in {@code podTemplate} and with kubectl. */
final class PodNames {
    /** The container of the game server. */
    static final String CONTAINER = "game";
    /** The container that terminates TLS. */
    static final String TLS_PROXY = "tls-proxy";

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String HOST = "hathora-host";
    static final String NAME = "app.kubernetes.io/name";

    /** The id of the database with the Pod's record. A host touches Pods of its own database only. */
    static final String DATABASE = "hathora.dev/database";
    static final String PROCESS = "hathora.dev/process-id";
    static final String APPLICATION = "hathora.dev/app-id";
    static final String DEPLOYMENT = "hathora.dev/deployment-id";
    static final String REGION = "hathora.dev/region";

    /** The label that the PodDisruptionBudget selects. */
    static final String SAFE_TO_EVICT = "hathora.dev/safe-to-evict";
    static final String AUTOSCALER = "cluster-autoscaler.kubernetes.io/safe-to-evict";
    static final String KARPENTER = "karpenter.sh/do-not-disrupt";

    /** GKE Autopilot chooses other host ports than those that were asked for, and says so here. */
    static final String AUTOPILOT_PORTS = "autopilot.gke.io/host-port-assignment";

    private PodNames() {}

    /** The labels of the Pods of one database. */
    static Map<String, String> ofDatabase(String databaseId) {
        return Map.of(MANAGED_BY, HOST, DATABASE, databaseId);
    }

    /** The id of a Pod's record; empty if it is not a Pod of a host. */
    static Optional<String> processId(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).map(labels -> labels.get(PROCESS));
    }
}
