package dev.hathora.operator.host.brain;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;

/**
 * Decides how much warm capacity one application has in one region: processes with a free place that wait for rooms.
 */
public final class WarmPlanner {
    /** How many of the last failures are considered. */
    public static final int FAILURES = 8;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /**
     * The decision.
     *
     * @param start how many processes to start
     * @param keep the ids of processes without a room that must not be ended for being idle
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
                .filter(p -> p.takesRooms() && p.rooms() < p.capacity())
                // processes that hold rooms are kept anyway, and running processes are preferred to starting ones
                .sorted(Comparator.comparing((GameProcess p) -> p.rooms() == 0)
                        .thenComparing(p -> p.state() != ProcessState.RUNNING)
                        .thenComparing(p -> p.times().created()))
                .toList();
        int missing = Math.max(0, wanted.warmProcesses() - free.size());
        int allowed = wanted.maxProcesses() == null
                ? missing
                : Math.max(0, wanted.maxProcesses() - living.size());
        Stream<GameProcess> kept = free.stream().limit(wanted.warmProcesses()).filter(p -> p.rooms() == 0);
        return new Warm(Math.min(missing, allowed),
                Stream.concat(kept, beingReplaced(wanted, living, free, newestDeploymentId, missing - allowed))
                        .map(GameProcess::processId).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Processes on nodes that are drained stay until others run in their place, so that a node that is used again has
     * its warm capacity still. They give way where {@code maxProcesses} allows no others beside them.
     */
    private static Stream<GameProcess> beingReplaced(Application.OfferedRegion wanted, List<GameProcess> living,
            List<GameProcess> free, String newestDeploymentId, int notAllowed) {
        long running = free.stream().filter(p -> p.state() == ProcessState.RUNNING).count();
        long stay = Math.max(0, wanted.warmProcesses() - running - Math.max(0, notAllowed));
        return living.stream()
                .filter(p -> p.deploymentId().equals(newestDeploymentId) && p.leaving())
                .filter(p -> p.state() == ProcessState.RUNNING && p.rooms() == 0)
                .sorted(Comparator.comparing(p -> p.times().created())).limit(stay);
    }

    /**
     * When the next process may be started after failures: a game server that ends right after its start would
     * otherwise be started forever. The pause doubles with each failure, and old failures don't count.
     *
     * @param failed the last processes of the application in the region that failed
     * @param newestDeploymentId the deployment that is to be started; failures of other deployments don't count
     */
    public Instant startsAgainAt(List<GameProcess> failed, String newestDeploymentId, Instant now) {
        List<Instant> ends = failed.stream().filter(p -> p.deploymentId().equals(newestDeploymentId))
                .flatMap(p -> Stream.ofNullable(p.times().terminated()))
                .filter(end -> end.isAfter(now.minus(LONGEST_PAUSE.multipliedBy(2)))).sorted().toList();
        if (ends.isEmpty()) {
            return now;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (ends.size() - 1));
        return ends.getLast().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
}
