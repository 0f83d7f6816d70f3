package dev.hathora.operator.host;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.runtime.kubernetes.KubernetesRuntime;
import dev.hathora.operator.host.runtime.kubernetes.TlsProxy;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RuntimeStore;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host that no longer serves the namespace of a game that runs: the game would seem to be gone. */
@RealApiServer
@Timeout(120)
class NamespaceLeftOutTest {
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void theHostDoesNotStartUntilItsGamesHaveEnded(TestCluster cluster, @TempDir Path folder) {
        try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
                KubernetesRuntime runtime = KubernetesRuntime.open(cluster.client(), Set.of(cluster.namespace()),
                        TlsProxy.DEFAULT)) {
            ProcessStore processes = new ProcessStore(database, new PortNumbers(20_000, 20_099), new Random(1));
            RuntimeStore records = new RuntimeStore(database, processes);
            records.register(runtime.id());
            play(database, processes, runtime, "served", cluster.namespace());
            play(database, processes, runtime, "left-out", "arena");

            assertThatThrownBy(() -> new GamesOfDatabase(records, runtime).tie(null, NOW))
                    .isInstanceOf(RuntimeFailure.class)
                    .hasMessageContaining("run in namespace arena, which is not served: add it to --namespaces");

            processes.noteEnded("left-out", true, "ended", NOW);
            assertThatCode(() -> new GamesOfDatabase(records, runtime).tie(null, NOW)).doesNotThrowAnyException();
        }
    }

    private static void play(Database database, ProcessStore processes, KubernetesRuntime runtime, String name,
            String namespace) {
        Deployment deployment = new ApplicationStore(database).apply(wanted(namespace, name), NOW);
        GameProcess unused = processes.create(deployment.appId(), deployment.deploymentId(), "Tokyo",
                new NewProcess(name, runtime.id().id(), 2, "127.0.0.1", deployment.ports(), 0), NOW);
    }

    private static WantedApplication wanted(String namespace, String name) {
        return new WantedApplication(namespace, name, "app-" + name, List.of(), Application.Logins.DEFAULT,
                WantedApplication.Keys.NONE, new Deployment.Content(
                        new Deployment.Program(null, List.of("game"), List.of(), Map.of(), null),
                        List.of(new Deployment.Port("default", 1, Transport.UDP)),
                        new Deployment.Limits(2, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO), null));
    }
}
