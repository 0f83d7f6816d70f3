package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

/** Why a Pod does not start, in words for the user. */
final class PodProblem {
    /** Normal on the way to a running container. */
    private static final Set<String> NORMAL = Set.of("ContainerCreating", "PodInitializing", "");
    private static final Set<String> IMAGE = Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName",
            "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed");
    /** The kubelet's reason, and a word in the scheduler's message. */
    private static final String KUBELETS_PORTS = "NodePorts";
    private static final String SCHEDULERS_PORTS = "free ports";

    /**
     * A Pod without a node makes the autoscaler add one, so it is left in peace for a while. Then another number is
     * tried, because something that is no game server may have this one on all nodes.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private PodProblem() {}

    /** The problem; empty if the Pod is being started. */
    static String of(Pod pod) {
        if (pod.getStatus() == null) {
            return "";
        }
        Optional<PodCondition> unscheduled = unscheduled(pod);
        if (unscheduled.isPresent()) {
            return "no node fits: " + words(unscheduled.get().getMessage(), unscheduled.get().getReason());
        }
        return Stream.concat(pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream()).flatMap(status -> waiting(status).stream()).findFirst()
                .orElse("");
    }

    private static Optional<PodCondition> unscheduled(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus())).findFirst();
    }

    private static Optional<String> waiting(ContainerStatus status) {
        ContainerStateWaiting waiting = status.getState() == null ? null : status.getState().getWaiting();
        String reason = waiting == null || waiting.getReason() == null ? "" : waiting.getReason();
        if (waiting == null || NORMAL.contains(reason)) {
            return Optional.empty();
        }
        String words = words(waiting.getMessage(), reason);
        if (IMAGE.contains(reason)) {
            return Optional.of("image %s can't be pulled: %s".formatted(status.getImage(), words));
        }
        return Optional.of("container %s can't be created: %s".formatted(status.getName(), words)
                + (words.contains("runAsNonRoot") ? " (set runAsUser in podTemplate, or runAsNonRoot to false)" : ""));
    }

    private static String words(String message, String reason) {
        return message == null || message.isBlank() ? String.valueOf(reason) : message.strip();
    }

    /** Whether another number for one of its ports may help. */
    static boolean isWithoutPort(Pod pod, Instant now) {
        if (pod.getStatus() == null) {
            return false;
        }
        if (KUBELETS_PORTS.equals(pod.getStatus().getReason())) {
            return true;
        }
        return unscheduled(pod).filter(c -> c.getMessage() != null && c.getMessage().contains(SCHEDULERS_PORTS))
                .filter(c -> c.getLastTransitionTime() != null
                        && now.isAfter(Instant.parse(c.getLastTransitionTime()).plus(PATIENCE)))
                .isPresent();
    }
}
