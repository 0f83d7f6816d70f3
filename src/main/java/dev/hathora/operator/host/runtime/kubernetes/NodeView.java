package dev.hathora.operator.host.runtime.kubernetes;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;

/** The node of a Pod, as far as the host knows it. */
sealed interface NodeView {
    /**
     * A node of the cluster.
     *
     * @param publicHost where clients reach it; empty if it has no address
     * @param privateHost where the host reaches it from inside the cluster; empty if it has no address
     * @param ready whether its kubelet answers
     * @param closing whether it is cordoned, or about to be removed
     * @param taints its taints
     */
    record Known(Optional<String> publicHost, Optional<String> privateHost, boolean ready, boolean closing,
            List<Taint> taints) implements NodeView {
        /** The list never changes. */
        public Known {
            taints = List.copyOf(taints);
        }

        /** Whether a Pod with these tolerations is to leave it. */
        boolean isLeftBy(List<Toleration> tolerations) {
            return closing || taints.stream().filter(taint -> "NoExecute".equals(taint.getEffect()))
                    .anyMatch(taint -> tolerations.stream().noneMatch(t -> toleratesForEver(t, taint)));
        }

        private static boolean toleratesForEver(Toleration toleration, Taint taint) {
            boolean exists = "Exists".equals(toleration.getOperator());
            boolean key = isEmpty(toleration.getKey()) ? exists : toleration.getKey().equals(taint.getKey());
            boolean value = exists || Objects.requireNonNullElse(toleration.getValue(), "")
                    .equals(Objects.requireNonNullElse(taint.getValue(), ""));
            boolean effect = isEmpty(toleration.getEffect()) || toleration.getEffect().equals(taint.getEffect());
            return key && value && effect && toleration.getTolerationSeconds() == null;
        }

        private static boolean isEmpty(String text) {
            return text == null || text.isEmpty();
        }
    }

    /** The cluster has no such node any more. This is certain. */
    record Gone() implements NodeView {}

    /** The Pod has no node yet, or the node can't be read. */
    record Unknown() implements NodeView {}

    /** The annotation of a node with the name or address that clients use. */
    String PUBLIC_HOST = "hathora.dev/public-host";

    /** Taints that say that a node is about to be removed, whatever their effect. */
    Set<String> REMOVAL = Set.of("ToBeDeletedByClusterAutoscaler", "karpenter.sh/disrupted", "karpenter.sh/disruption",
            "node.kubernetes.io/unschedulable", "node.kubernetes.io/out-of-service",
            "node.cloudprovider.kubernetes.io/shutdown");

    /** What a node says of itself. */
    static NodeView of(Node node) {
        List<NodeAddress> addresses = node.getStatus() == null ? List.of() : node.getStatus().getAddresses();
        List<Taint> taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        Optional<String> annotated = Optional.ofNullable(node.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(PUBLIC_HOST)).map(String::strip).filter(host -> !host.isEmpty());
        boolean cordoned = node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        boolean closing = cordoned || node.getMetadata().getDeletionTimestamp() != null
                || taints.stream().anyMatch(taint -> REMOVAL.contains(taint.getKey()));
        boolean ready = node.getStatus() != null && node.getStatus().getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
        return new Known(annotated.or(() -> first(addresses, "ExternalDNS", "ExternalIP", "InternalDNS", "InternalIP")),
                first(addresses, "InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS"), ready, closing, taints);
    }

    private static Optional<String> first(List<NodeAddress> addresses, String... types) {
        return Stream.of(types).flatMap(type -> addresses.stream().filter(a -> type.equals(a.getType())))
                .map(NodeAddress::getAddress).findFirst();
    }
}
