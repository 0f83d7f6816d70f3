package dev.hathora.operator.host.runtime.kubernetes;

import java.net.InetSocketAddress;
import java.util.Optional;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.Transport;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;

/**
 * A game whose port is not known to be bound.
 *
 * @param record its record
 * @param uid of its Pod
 */
record StartingGame(GameProcess record, String uid, GamePods pods, Nodes nodes) {
    /** Whether it can be found out by connecting to it. Nobody can tell whether a UDP port is bound. */
    boolean isAwaited() {
        return record.state() == ProcessState.STARTING && !record.ports().isEmpty()
                && !record.ports().getFirst().transportType().equals(Transport.UDP.wireName());
    }

    /** Where it is going to listen, as far as it is known now; empty once that no longer matters. */
    Optional<PortCheck.Target> target() {
        return pods.last(record.processId()).filter(pod -> pod.getMetadata().getUid().equals(uid))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !PodView.isOver(pod))
                .filter(pod -> !PodView.game(pod).map(ContainerStatus::getStarted).orElse(false))
                .map(pod -> new PortCheck.Target(ofPod(pod).orElse(null), ofNode(pod).orElse(null)));
    }

    private static Optional<InetSocketAddress> ofPod(Pod pod) {
        Optional<Integer> port = pod.getSpec().getContainers().stream()
                .filter(container -> PodNames.CONTAINER.equals(container.getName()))
                .flatMap(container -> container.getPorts().stream()).map(ContainerPort::getContainerPort).findFirst();
        return Optional.ofNullable(pod.getStatus()).map(PodStatus::getPodIP).filter(address -> !address.isEmpty())
                .flatMap(address -> port.map(number -> new InetSocketAddress(address, number)));
    }

    /** A proxy accepts connections before the game does. */
    private Optional<InetSocketAddress> ofNode(Pod pod) {
        if (HostPorts.isTls(record.ports().getFirst())) {
            return Optional.empty();
        }
        return nodes.find(pod.getSpec().getNodeName()) instanceof NodeView.Known known
                ? known.privateHost().map(host -> new InetSocketAddress(host,
                        HostPorts.of(pod, record.ports()).getFirst()))
                : Optional.empty();
    }
}
