package dev.hathora.operator.host.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import dev.hathora.operator.host.store.ApplicationCensus.Count;
import dev.hathora.operator.host.store.ApplicationCensus.Group;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class ApplicationCensusTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private static WantedApplication wanted(String name, String command) {
        return new WantedApplication(name, "app-" + name, List.of(), new Deployment.Content(
                new Deployment.Program(null, List.of(command), List.of(), Map.of(), null),
                List.of(new Deployment.Port("default", 1, Transport.UDP)),
                new Deployment.Limits(2, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO), null));
    }

    @ParameterizedTest
    @EnumSource
    void eachApplicationIsCountedByDeploymentAndState(Database.Dialect dialect) {
        try (Database database = dialect == Database.Dialect.SQLITE
                ? DATABASES.sqlite(folder)
                : DATABASES.postgresql()) {
            ApplicationStore applications = new ApplicationStore(database);
            ProcessStore processes = new ProcessStore(database, new PortNumbers(20_000, 20_099), new Random(1));
            new RuntimeStore(database, processes).register(new RuntimeId("pods", "here"));
            Deployment old = applications.apply(wanted("one", "old"), NOW);
            process(processes, old, "p1");
            processes.noteRunning("p1", List.of(), NOW);
            processes.drain("p1");
            Deployment newest = applications.apply(wanted("one", "new"), NOW);
            process(processes, newest, "p2");
            process(processes, newest, "p3");
            processes.noteEnded("p3", false, "exit code 1", NOW);
            process(processes, applications.apply(wanted("two", "other"), NOW), "p4");
            applications.delete("app-two", NOW);
            database.write(h -> {
                h.execute("insert into rooms (room_id, app_id, deployment_id, region, status, created_at)"
                        + " values ('r1', 'app-one', ?, 'Tokyo', 'suspended', 0)", newest.deploymentId());
                return h.execute("update processes set rooms = 2 where process_id = 'p1'");
            });
            ApplicationCensus census = new ApplicationCensus(database);

            Map<String, Count> counts = census.count();

            assertThat(counts.get("app-one")).satisfies(count -> {
                assertThat(count.groups()).containsExactlyInAnyOrder(
                        new Group(old.deploymentId(), ProcessState.DRAINING, 1, 2),
                        new Group(newest.deploymentId(), ProcessState.STARTING, 1, 0));
                assertThat(count.activeRooms()).isEqualTo(2);
                assertThat(count.suspendedRooms()).isEqualTo(1);
            });
            assertThat(counts.get("app-two")).as("deleted, and its process is still there").isNotNull();
            assertThat(census.latest("app-one", newest.deploymentId(), 10)).extracting(GameProcess::processId)
                    .containsExactly("p3", "p2");
            assertThat(applications.appId("", "two")).as("deleted").contains("app-two");
            assertThat(applications.appId("elsewhere", "two")).isEmpty();
        }
    }

    /** The later its number, the later it is recorded. */
    private static void process(ProcessStore processes, Deployment deployment, String id) {
        GameProcess unused = processes.create(deployment.appId(), deployment.deploymentId(), "Tokyo",
                new NewProcess(id, "pods", 2, "127.0.0.1", deployment.ports(), 0),
                NOW.plusSeconds(Integer.parseInt(id.substring(1))));
    }
}
