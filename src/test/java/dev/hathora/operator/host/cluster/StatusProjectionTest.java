package dev.hathora.operator.host.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.api.hathoraapplication.ProcessCounts;
import dev.hathora.operator.api.hathoraapplication.RoomCounts;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.store.ApplicationCensus.Count;
import dev.hathora.operator.host.store.ApplicationCensus.Group;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is decided without I/O: status, why game servers don't start, and which applications are gone. */
@Execution(ExecutionMode.CONCURRENT)
class StatusProjectionTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.500Z");

    private static Deployment deployment(int number) {
        return new Deployment("dep-" + number, number, "app-1", new Deployment.Content(
                new Deployment.Program("game:" + number, List.of(), List.of(), Map.of(), null), List.of(),
                new Deployment.Limits(1, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO), null), NOW);
    }

    @Test
    void processesAndRoomsAreCounted() {
        Count count = new Count(List.of(new Group("dep-2", ProcessState.STARTING, 1, 1),
                new Group("dep-2", ProcessState.RUNNING, 2, 5), new Group("dep-1", ProcessState.DRAINING, 4, 7),
                new Group("dep-1", ProcessState.STOPPING, 8, 0)), 16);

        HathoraApplicationStatus status = new StatusProjection(HathoraApplicationStatus.EMPTY, 3, NOW)
                .of(new Observed("app-1", List.of(deployment(2), deployment(1)), count, null, null), false);

        assertThat(status.processes()).isEqualTo(new ProcessCounts(1, 2, 12));
        assertThat(status.rooms()).isEqualTo(new RoomCounts(13, 16));
        assertThat(status.observedGeneration()).isEqualTo(3);
        assertThat(status.deploymentId()).isEqualTo("dep-2");
    }

    /** As kstatus asks: a time changes with the status of a condition, and with nothing else. */
    @Test
    void timesOfConditionsChangeWithTheirStatus() {
        Observed served = new Observed("app-1", List.of(deployment(1)), Count.NONE, null, null);
        Observed stalled = new Observed("app-1", List.of(deployment(1)), Count.NONE,
                new Observed.Problem(ApplicationReason.INVALID_SPEC, "wrong"), null);

        HathoraApplicationStatus first = new StatusProjection(HathoraApplicationStatus.EMPTY, 1, NOW).of(served, false);
        HathoraApplicationStatus later = new StatusProjection(first, 1, NOW.plusSeconds(60)).of(served, false);
        HathoraApplicationStatus wrong = new StatusProjection(later, 2, NOW.plusSeconds(90)).of(stalled, false);
        HathoraApplicationStatus gone = new StatusProjection(wrong, 2, NOW.plusSeconds(99)).of(served, true);

        assertThat(later).isEqualTo(first);
        assertThat(conditions(first)).containsExactly("Ready=True Served 2026-06-01T12:00:00Z");
        assertThat(conditions(wrong)).containsExactly("Ready=False InvalidSpec 2026-06-01T12:01:30Z",
                "Stalled=True InvalidSpec 2026-06-01T12:01:30Z");
        assertThat(conditions(gone)).containsExactly("Ready=False Deleting 2026-06-01T12:01:30Z",
                "Reconciling=True Deleting 2026-06-01T12:01:39Z");
    }

    private static List<String> conditions(HathoraApplicationStatus status) {
        return status.conditions().stream().map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason() + " "
                + c.getLastTransitionTime()).toList();
    }

    /** Newest first: a state, and where it has an exit reason that, or what keeps it waiting. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', nullValues = "none",
            textBlock = """
                    starting                                       | none        | it is only starting
                    starting waits                                 | waits       | it waits
                    running, starting waits                        | waits       | others run
                    failed crashed                                 | crashed     | nothing is tried any more
                    starting, failed crashed                       | crashed     | it is tried again
                    running, failed crashed                        | none        | it has succeeded since
                    stopped, failed crashed                        | none        | it had succeeded since
                    failed its application was deleted             | none        | somebody ended it
                    failed its application was deleted, failed crashed | crashed | that says nothing
                    """)
    void theReasonWhyNothingStartsIsTheLatest(String latest, @Nullable String reason, String why) {
        StartProblems problems = starting -> Optional.ofNullable(starting.exitReason());
        List<GameProcess> processes = new ArrayList<>();
        for (String text : latest.split(", ", -1)) {
            String[] words = text.split(" ", 2);
            processes.add(process(ProcessState.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    words.length == 1 ? null : words[1]));
        }

        assertThat(problems.among(processes)).as(why).isEqualTo(reason);
    }

    private static GameProcess process(ProcessState state, @Nullable String reason) {
        Instant ran = state == ProcessState.RUNNING || state == ProcessState.STOPPED ? NOW : null;
        Instant told = reason != null && reason.startsWith("its application") ? NOW : null;
        return new GameProcess("p", "pods", "app-1", "dep-1", "Tokyo", state, 1, 0, List.of(), null,
                new GameProcess.Times(NOW, null, null, ran, told, null), null, reason);
    }

    @Test
    void anApplicationIsGoneWhenItsResourceStaysAway() {
        MissingResources missing = new MissingResources();
        Application application = new Application("app-1", "games", "a", "secret", List.of(),
                Application.Logins.DEFAULT, List.of(), NOW);
        Name name = Name.of(application);
        Instant late = NOW.plus(MissingResources.GONE_AFTER);

        assertThat(missing.gone(Set.of(), List.of(application), id -> true, NOW)).isEmpty();
        assertThat(missing.gone(Set.of(), List.of(application), id -> true, late))
                .as("never seen, with rooms: another cluster may be meant").isEmpty();
        assertThat(missing.gone(Set.of(name), List.of(application), id -> true, late)).isEmpty();
        assertThat(missing.gone(Set.of(), List.of(application), id -> true, late)).as("for a moment").isEmpty();
        assertThat(missing.gone(Set.of(), List.of(application), id -> true, late.plus(MissingResources.GONE_AFTER)))
                .as("seen, and gone").containsExactly(application);

        missing.forget();
        assertThat(missing.gone(Set.of(), List.of(application), id -> false, NOW)).isEmpty();
        assertThat(missing.gone(Set.of(), List.of(application), id -> false, late)).as("without rooms")
                .containsExactly(application);
    }
}
