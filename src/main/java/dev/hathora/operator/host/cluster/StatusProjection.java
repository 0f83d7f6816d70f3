package dev.hathora.operator.host.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.api.hathoraapplication.DeploymentSummary;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.api.hathoraapplication.ProcessCounts;
import dev.hathora.operator.api.hathoraapplication.RoomCounts;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.store.ApplicationCensus.Count;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;

/**
 * Projects what was observed to status. A pure function. {@code Ready} is always present; {@code Reconciling} and
 * {@code Stalled} only while they are true, as kstatus specifies.
 *
 * @param previous the status that the resource has
 * @param generation the generation of the spec that was observed
 */
record StatusProjection(HathoraApplicationStatus previous, long generation, Instant now) {
    static final String READY = "Ready";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";

    /** The API server's limit for a message is 32 KiB. Nobody reads that much. */
    private static final int MAX_MESSAGE = 1024;

    HathoraApplicationStatus of(Observed observed, boolean deleting) {
        Deployment newest = observed.newest();
        return new HathoraApplicationStatus(generation, observed.appId(),
                newest == null ? null : newest.deploymentId(),
                observed.deployments().stream().map(StatusProjection::summary).toList(),
                processes(observed.count()), new RoomCounts(observed.count().activeRooms(),
                        observed.count().suspendedRooms()),
                conditions(state(observed, deleting)));
    }

    private static DeploymentSummary summary(Deployment deployment) {
        return new DeploymentSummary(deployment.deploymentId(), deployment.number(), deployment.createdAt(),
                deployment.program().image());
    }

    private static ProcessCounts processes(Count count) {
        return new ProcessCounts(count.processes(ProcessState.STARTING), count.processes(ProcessState.RUNNING),
                count.processes(ProcessState.DRAINING, ProcessState.STOPPING));
    }

    private static Observed.Problem state(Observed observed, boolean deleting) {
        if (deleting) {
            return new Observed.Problem(ApplicationReason.DELETING, "Game servers are ended before this resource is"
                    + " deleted: " + processes(observed.count()).total() + " left");
        }
        Deployment newest = observed.newest();
        if (observed.problem() != null) {
            return newest == null ? observed.problem() : withFallback(observed.problem(), newest);
        }
        if (newest == null) {
            throw new IllegalStateException("an application without deployment and without a problem");
        }
        if (observed.waiting() != null && !observed.count().runs(newest.deploymentId())) {
            return new Observed.Problem(ApplicationReason.PROCESSES_NOT_STARTING,
                    "No game server of deployment " + newest.number() + " runs: " + observed.waiting());
        }
        return new Observed.Problem(ApplicationReason.SERVED, "New rooms use deployment " + newest.number()
                + (observed.waiting() == null ? "" : ". Some game servers can't be started: " + observed.waiting()));
    }

    /** What is in force all the same. */
    private static Observed.Problem withFallback(Observed.Problem problem, Deployment newest) {
        return problem.reason() == ApplicationReason.APP_SECRET_UNAVAILABLE
                ? problem
                : new Observed.Problem(problem.reason(), problem.message()
                        + ". Until then the last version without an error stays in force: deployment "
                        + newest.number());
    }

    private List<Condition> conditions(Observed.Problem state) {
        return switch (state.reason().kind()) {
            case READY -> List.of(condition(READY, "True", state));
            case PROGRESSING -> List.of(condition(READY, "False", state), condition(RECONCILING, "True", state));
            case STALLED -> List.of(condition(READY, "False", state), condition(STALLED, "True", state));
        };
    }

    private Condition condition(String type, String status, Observed.Problem state) {
        String since = Stream.ofNullable(previous.condition(type)).filter(before -> status.equals(before.getStatus()))
                .map(Condition::getLastTransitionTime).filter(Objects::nonNull).findFirst()
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder().withType(type).withStatus(status).withReason(state.reason().conditionReason())
                .withMessage(ShortText.of(state.message(), MAX_MESSAGE)).withObservedGeneration(generation)
                .withLastTransitionTime(since).build();
    }
}
