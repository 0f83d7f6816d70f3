package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.runtime.ExitCode;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import org.jspecify.annotations.Nullable;

/**
 * Concludes from a Pod what has become of its game server. Pure.
 *
 * @param record the record of the process
 * @param pod its Pod, as the API server shows it
 * @param node the node that the Pod is on
 * @param firstContainer the id of the container in which the game was first seen; null if it was not seen yet
 * @param answered whether the host has connected to the default port
 * @param warning the last warning event of a Pod that does not start; empty if there is none, or it was not needed
 * @param now the current time
 */
record PodView(GameProcess record, Pod pod, NodeView node, @Nullable String firstContainer, boolean answered,
        String warning, Instant now) {
    private static final String FAILED = "Failed";
    private static final String SUCCEEDED = "Succeeded";
    private static final String DISRUPTION = "DisruptionTarget";

    /** The state of the process. */
    ProcessView process() {
        Optional<ContainerStatus> game = game(pod);
        ContainerStateTerminated end = game.map(ContainerStatus::getState).map(state -> state.getTerminated())
                .orElse(null);
        if (end != null) {
            return ended(end);
        }
        Optional<Ended> lost = restarted(game).or(this::lostWithNode).or(this::endedWithProxy);
        if (lost.isPresent()) {
            return lost.get();
        }
        String phase = String.valueOf(pod.getStatus() == null ? null : pod.getStatus().getPhase());
        if (phase.equals(FAILED) || phase.equals(SUCCEEDED)) {
            return endedWithoutGame(phase);
        }
        boolean runs = game.map(ContainerStatus::getState).map(state -> state.getRunning()).isPresent();
        if (runs || answered) {
            return running((answered || game.filter(PodView::hasStarted).isPresent()) && (!usesTls() || proxyRuns()));
        }
        if (PodProblem.isWithoutPort(pod, now)) {
            return new ProcessView.Rejected(PodProblem.of(pod));
        }
        String problem = PodProblem.of(pod);
        return new ProcessView.Waiting(problem.isEmpty() ? warning : problem);
    }

    /** The status of the game's container; empty until the kubelet has reported it. */
    static Optional<ContainerStatus> game(Pod pod) {
        return container(pod, PodNames.CONTAINER);
    }

    private static Optional<ContainerStatus> container(Pod pod, String name) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> name.equals(status.getName())).findFirst();
    }

    /** Whether a game, or the proxy without which nobody reaches it, has ended. */
    static boolean hasEnded(Pod pod) {
        return Stream.of(PodNames.CONTAINER, PodNames.TLS_PROXY).flatMap(name -> container(pod, name).stream())
                .anyMatch(status -> status.getState() != null && status.getState().getTerminated() != null);
    }

    /** Whether nothing of a Pod runs any more, or ever will. */
    static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        return phase.equals(FAILED) || phase.equals(SUCCEEDED);
    }

    private boolean usesTls() {
        return record.ports().stream().anyMatch(HostPorts::isTls);
    }

    private boolean proxyRuns() {
        return container(pod, PodNames.TLS_PROXY).map(ContainerStatus::getState).map(state -> state.getRunning())
                .isPresent();
    }

    /**
     * Its clients are cut off. While the Pod is deleted, that is as it should be: a proxy without connections ends at
     * once, and the game has its grace period.
     */
    private Optional<Ended> endedWithProxy() {
        return container(pod, PodNames.TLS_PROXY).filter(p -> usesTls() && !isLeaving())
                .map(ContainerStatus::getState).map(state -> state.getTerminated())
                .map(end -> new Ended(false, "its clients were cut off, because the container %s has ended: %s"
                        .formatted(PodNames.TLS_PROXY, TlsProxyProblem.of(end))));
    }

    private boolean isLeaving() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** It has no startup probe, or the probe has succeeded. */
    private static boolean hasStarted(ContainerStatus game) {
        return Boolean.TRUE.equals(game.getStarted());
    }

    private Ended ended(ContainerStateTerminated end) {
        Ended ended = switch (String.valueOf(end.getReason())) {
            case "OOMKilled" -> new Ended(false, "out of memory: set a higher requestedMemory");
            // the code means nothing
            case "ContainerStatusUnknown", "Unknown" -> new Ended(false, "was lost when its node was restarted");
            case "ContainerCannotRun", "StartError" -> new Ended(false, "can't be started: " + words(end.getMessage()));
            default -> ExitCode.ended(end.getExitCode() == null ? -1 : end.getExitCode());
        };
        return cause(pod).map(cause -> new Ended(false, cause + "; " + ended.reason())).orElse(ended);
    }

    /** What ended the game of a Pod from outside; empty if nothing did. */
    static Optional<String> cause(Pod pod) {
        PodStatus status = pod.getStatus();
        if (FAILED.equals(status.getPhase()) && status.getReason() != null) {
            return Optional.of(status.getReason() + ": " + words(status.getMessage()));
        }
        return status.getConditions().stream()
                .filter(c -> DISRUPTION.equals(c.getType()) && "True".equals(c.getStatus()))
                .map(c -> c.getReason() + ": " + words(c.getMessage())).findFirst()
                .or(() -> pod.getMetadata().getDeletionTimestamp() == null
                        ? Optional.empty()
                        : Optional.of("its Pod was deleted"));
    }

    /** A game that was started again in the same Pod knows nothing of the rooms of the one before. */
    private Optional<Ended> restarted(Optional<ContainerStatus> game) {
        return game.filter(status -> isCounted(status) || isAnother(status.getContainerID()))
                .map(status -> new Ended(false, "its container was replaced by a new one"));
    }

    private static boolean isCounted(ContainerStatus status) {
        return status.getRestartCount() != null && status.getRestartCount() > 0;
    }

    private boolean isAnother(@Nullable String container) {
        return firstContainer != null && container != null && !container.isEmpty() && !container.equals(firstContainer);
    }

    private Optional<Ended> lostWithNode() {
        String name = pod.getSpec().getNodeName();
        boolean lost = switch (node) {
            case NodeView.Gone g -> true;
            case NodeView.Known k -> !k.ready() && isDeletionOverdue();
            case NodeView.Unknown u -> false;
        };
        String reason = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getReason());
        return lost || (reason.equals("NodeLost") && isDeletionOverdue())
                ? Optional.of(new Ended(false, "its node %s was lost".formatted(name)))
                : Optional.empty();
    }

    /** The time of deletion is that at which its grace period ends. */
    private boolean isDeletionOverdue() {
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return deletion != null && now.isAfter(Instant.parse(deletion));
    }

    private ProcessView endedWithoutGame(String phase) {
        boolean ran = record.times().started() != null;
        Optional<String> failedBefore = pod.getStatus().getInitContainerStatuses().stream()
                .filter(init -> init.getState() != null && init.getState().getTerminated() != null
                        && init.getState().getTerminated().getExitCode() != 0)
                .map(init -> "init container %s has ended with exit code %d".formatted(init.getName(),
                        init.getState().getTerminated().getExitCode()))
                .findFirst();
        if (failedBefore.isPresent()) {
            return new Ended(false, failedBefore.get());
        }
        String reason = pod.getStatus().getReason();
        String why = reason == null ? "its Pod is " + phase : reason + ": " + words(pod.getStatus().getMessage());
        return ran ? new Ended(false, why) : new ProcessView.Rejected(why);
    }

    private ProcessView running(boolean bound) {
        Optional<String> host = node instanceof NodeView.Known known ? known.publicHost() : Optional.empty();
        host = host.or(() -> Optional.ofNullable(pod.getStatus()).map(PodStatus::getHostIP)
                .filter(address -> !address.isEmpty()));
        boolean left = node instanceof NodeView.Known known && known.isLeftBy(pod.getSpec().getTolerations());
        boolean leaving = left || isLeaving();
        if (host.isEmpty()) {
            return new ProcessView.Running(false, List.of(), leaving);
        }
        String address = host.get();
        List<Integer> numbers = HostPorts.of(pod, record.ports());
        List<ExposedPort> ports = new ArrayList<>();
        for (int i = 0; i < record.ports().size(); i++) {
            ExposedPort port = record.ports().get(i);
            ports.add(new ExposedPort(port.name(), address, numbers.get(i), port.transportType()));
        }
        return new ProcessView.Running(bound, ports, leaving);
    }

    private static String words(@Nullable String message) {
        return message == null ? "no reason is given" : message.strip();
    }
}
