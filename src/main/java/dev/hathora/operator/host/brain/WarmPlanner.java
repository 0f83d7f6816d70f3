package dev.hathora.operator.host.brain;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;

/** Decides how much warm capacity one application has in one region: processes with a free place that wait for rooms. */
public final class WarmPlanner {
    /**
     * The decision.
     *
     * @param start how many processes are to be started
     * @param keep the ids of those without a room that are not to be ended for being idle
     */
    public record Warm(int start, Set<String> keep) {}

    /**
     * Decides.
     *
     * @param living the application's processes in the region that have not ended
     * @param newestDeploymentId the deployment that new rooms use
     */
    public Warm plan(Application.OfferedRegion wanted, List<GameProcess> living, String newestDeploymentId) {
        List<GameProcess> free = living.stream()
                .filter(p -> p.deploymentId().equals(newestDeploymentId))
                .filter(p -> p.state().takesRooms() && p.rooms() < p.capacity())
                // those that hold rooms already stay anyway, and what has come up is worth more than what has not
                .sorted(Comparator.comparing((GameProcess p) -> p.rooms() == 0)
                        .thenComparing(p -> p.state() != ProcessState.RUNNING)
                        .thenComparing(p -> p.times().created()))
                .toList();
        int missing = Math.max(0, wanted.warmProcesses() - free.size());
        int allowed = wanted.maxProcesses() == null
                ? missing
                : Math.max(0, wanted.maxProcesses() - living.size());
        return new Warm(Math.min(missing, allowed), free.stream().limit(wanted.warmProcesses())
                .filter(p -> p.rooms() == 0).map(GameProcess::processId).collect(Collectors.toUnmodifiableSet()));
    }
}
