package dev.hathora.operator.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.kubernetes.ElectionTiming;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.Relay;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The network between the operator and the API server is parted, without a word to either. Hathora can be reached. */
@RealApiServer
@Order(1)
class PartitionTest {
    private static final Duration LEASE = ElectionTiming.DEFAULT.lease();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TestCluster cluster;
    private final OperatorFixture user;
    private final Relay line;

    PartitionTest(TestCluster cluster) throws IOException {
        this.cluster = cluster;
        user = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(1));
        line = Relay.toApiServer(cluster.client());
        cluster.client().resource(new ServiceAccountBuilder().withNewMetadata().withName("operator")
                .withNamespace(cluster.namespace()).endMetadata().build()).serverSideApply();
        cluster.client().resource(new RoleBindingBuilder().withNewMetadata().withName("operator")
                .withNamespace(cluster.namespace()).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject(null, "ServiceAccount", "operator", cluster.namespace()).build()).serverSideApply();
    }

    @AfterEach
    void stop() throws IOException {
        user.close();
        line.close();
    }

    private OperatorProgram start(URI kubernetes, boolean election) throws IOException {
        return new OperatorProgram(Map.of("KUBECONFIG",
                OperatorProgram.kubeconfig(Files.createTempDirectory("partition"), kubernetes.toString(),
                        cluster.token("operator")).toString(),
                "WATCH_NAMESPACES", cluster.namespace(), "HATHORA_API_URL", user.hathora().uri().toString(),
                "HATHORA_DEV_TOKEN", "dev-token", "HATHORA_APP_ID", OperatorFixture.APP, "POLL_INTERVAL", "1s",
                "LEADER_ELECTION", Boolean.toString(election), "LEADER_ELECTION_NAMESPACE", cluster.namespace()),
                "logback.xml");
    }

    private URI overTheLine() {
        return URI.create("https://127.0.0.1:" + line.port());
    }

    /** What it would do by what it knows, another operator that hears of the change undoes, and so on. */
    @Test
    void withoutAnElectionNothingIsChangedAfterALeasesLengthOfSilence() throws Exception {
        try (OperatorProgram operator = start(overTheLine(), false)) {
            operator.awaitOutput("Started");
            String room = user.active("lobby", "region: Tokyo");
            user.somebodyElse().suspendRoom(OperatorFixture.APP, room);
            await("undone, as far as it knows").atMost(PATIENCE)
                    .until(() -> user.room(room).status() == RoomStatus.ACTIVE && user.looks() > 0);
            user.awaitReason("lobby", "Active");
            long resumed = resumesOnceCalm(room);
            assertThat(resumed).as("that is how it undoes it").isPositive();

            line.silence();
            Instant parted = Instant.now();
            user.edit("lobby", "state: Suspended");
            await("the silence lasts").atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                    .until(() -> Instant.now().isAfter(parted.plus(LEASE).plusSeconds(1)));
            user.somebodyElse().suspendRoom(OperatorFixture.APP, room);
            user.awaitLooks(room, 5);

            assertThat(user.room(room).status()).isEqualTo(RoomStatus.SUSPENDED);
            assertThat(resumes()).isEqualTo(resumed);
            operator.awaitOutput("was not sent: the Kubernetes API has not confirmed the lease for 15 s");

            line.mend();
            user.awaitReason("lobby", "Suspended");
            assertThat(user.hathora().wakeUps(room)).isZero();
            user.edit("lobby", "state: Active");
            user.awaitReason("lobby", "Active");
            user.resource("lobby").delete();
            user.awaitGone("lobby");
        }
    }

    @Test
    void aLeaderEndsItselfBeforeAnotherBegins() throws Exception {
        OperatorProgram leader = start(overTheLine(), true);
        try (leader) {
            awaitLeads(leader);
            user.active("lobby", "region: Tokyo");
            try (OperatorProgram standby = start(URI.create(cluster.client().getConfiguration().getMasterUrl()),
                    true)) {
                standby.awaitOutput("Started");

                line.silence();
                Instant parted = Instant.now();

                assertThat(leader.awaitExit()).isEqualTo(1);
                Duration ended = Duration.between(parted, Instant.now());
                assertThat(standby.metrics()).as("while the leader ends").contains("hathora_leader 0.0");
                awaitLeads(standby);
                Duration begun = Duration.between(parted, Instant.now());
                user.apply("next", "region: Tokyo");
                user.awaitReason("next", "Active");
                System.out.println("FAILOVER cut off from the API server: the leader ends after " + ended.toMillis()
                        + " ms, the other leads after " + begun.toMillis() + " ms");
                for (String name : new String[]{"lobby", "next"}) {
                    user.resource(name).delete();
                    user.awaitGone(name);
                }
            }
        }
    }

    private static void awaitLeads(OperatorProgram operator) {
        operator.awaitOutput("Started");
        await("leads").atMost(PATIENCE).until(() -> operator.metrics().contains("hathora_leader 1.0"));
    }

    /** Their number once what the operator does to find the address has come to an end. */
    private long resumesOnceCalm(String room) {
        long before = -1;
        long now = resumes();
        while (now != before) {
            before = now;
            user.awaitLooks(room, 3);
            now = resumes();
        }
        return now;
    }

    /** Calls that bring a suspended room back. */
    private long resumes() {
        return user.calls(Operation.RESUME_ROOM) + user.calls(Operation.GET_CONNECTION_INFO);
    }
}
