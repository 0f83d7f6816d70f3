package dev.hathora.operator.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.ControlPlane;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorReplica;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The cluster is restored from a backup while the operator runs. Its watches wait for resourceVersions that will never
 * come, and new ones have a different meaning.
 */
@RealApiServer
@ExtendWith(ControlPlane.class)
@Isolated("what all others did is undone")
class EtcdRestoredTest {
    private static final Duration NOTICED = Duration.ofMinutes(3);

    @Test
    void whatTheBackupSaysIsDoneSoon(TestCluster cluster) throws IOException {
        try (OperatorFixture user = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(1));
                OperatorReplica operator = start(cluster, user)) {
            String steady = user.active("steady", "region: Tokyo");
            String edited = user.active("edited", "region: Tokyo\nroomConfig: of the backup");
            String over = user.active("over", "region: Tokyo");
            user.active("deleted", "region: Tokyo");
            ControlPlane.save();

            user.edit("edited", "roomConfig: of later");
            await("the edit").until(() -> "of later".equals(user.room(edited).roomConfig()));
            user.resource("deleted").delete();
            user.awaitGone("deleted");
            user.active("created", "region: Tokyo");
            user.hathora().destroyAsGame(over);
            String next = String.valueOf(user.await("over", "the next room",
                    s -> s.restarts() == 1 && s.connection() != null).roomId());
            long last = revision(cluster);

            ControlPlane.restore(cluster);
            assertThat(user.resource("created").get()).as("time was turned back").isNull();
            overtake(cluster, last);

            await("what the backup says").atMost(NOTICED).untilAsserted(() -> {
                assertThat(user.room(edited).roomConfig()).as("edited").isEqualTo("of the backup");
                assertThat(user.liveRooms()).extracting(SimulatedRoom::roomId).as("one room for each resource")
                        .containsExactlyInAnyOrder(steady, edited, next, user.status("deleted").roomId());
            });
            assertThat(user.await("over", "its room", s -> s.restarts() == 1 && s.connection() != null).roomId())
                    .isEqualTo(next);

            user.edit("steady", "roomConfig: from now on");
            await("an edit").atMost(NOTICED).until(() -> "from now on"
                    .equals(user.room(steady).roomConfig()));
            user.active("another", "region: Tokyo");
            List.of("steady", "edited", "over", "deleted", "another").forEach(name -> user.resource(name).delete());
            List.of("steady", "edited", "over", "deleted", "another").forEach(user::awaitGone);
            assertThat(user.liveRooms()).isEmpty();
            assertThat(operator.isAlive()).as("the operator lives").isTrue();
        }
    }

    private static OperatorReplica start(TestCluster cluster, OperatorFixture user) throws IOException {
        Path log = Path.of("target", "control-plane-dies", "restored.log");
        Files.deleteIfExists(log);
        OperatorReplica operator = OperatorReplica.start(log, cluster.namespace(), user.hathora().uri(),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), List.of());
        operator.awaitStarted();
        return operator;
    }

    private static long revision(TestCluster cluster) {
        return Long.parseLong(cluster.client().configMaps().inNamespace(cluster.namespace()).list().getMetadata()
                .getResourceVersion());
    }

    /** A comparison with old resourceVersions would soon report success. */
    private static void overtake(TestCluster cluster, long revision) {
        while (revision(cluster) <= revision) {
            cluster.client().resource(new ConfigMapBuilder().withNewMetadata().withGenerateName("noise-")
                    .withNamespace(cluster.namespace()).endMetadata().build()).create();
        }
    }
}
