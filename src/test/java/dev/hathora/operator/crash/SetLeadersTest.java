package dev.hathora.operator.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.AdmissionWebhook;
import dev.hathora.operator.testing.AdmissionWebhook.Verdict;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorReplica;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.RoomJudge;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two replicas as processes, and a set. The leader is frozen while it creates rooms, and thawed when the other has led. */
@RealApiServer
@Order(1)
class SetLeadersTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MANY = 40;
    private static final int FEW = 4;

    private final TestCluster cluster;
    private final OperatorFixture hathora;
    private final SetUser user;
    private final RoomJudge judge;
    private final OperatorReplica leader;
    private final OperatorReplica standby;

    SetLeadersTest(TestCluster cluster) {
        this.cluster = cluster;
        hathora = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(100)), Duration.ofSeconds(1));
        user = new SetUser(cluster.client(), cluster.namespace());
        judge = new RoomJudge(cluster.client(), cluster.namespace(), hathora.hathora());
        leader = start("leader.log");
        leader.awaitStarted();
        await("the first leads").atMost(PATIENCE).until(() -> !holder().isEmpty());
        standby = start("standby.log");
        standby.awaitStarted();
    }

    private OperatorReplica start(String name) {
        return OperatorReplica.start(Path.of("target", "leaders", "sets", name), cluster.namespace(),
                hathora.hathora().uri(), List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                OperatorReplica.replicaIn(cluster.namespace()));
    }

    @AfterEach
    void stop() {
        judge.close();
        leader.close();
        user.removeAll();
        standby.close();
        hathora.close();
    }

    @Test
    void aLeaderThatIsFrozenWhileItCreatesRoomsCreatesNoneWhenItIsThawed() throws Exception {
        try (AdmissionWebhook slow = new AdmissionWebhook(cluster, "CREATE")) {
            // so that it is frozen in the middle, and has most of the rooms still to create
            slow.judgeOthers(write -> {
                pause();
                return Verdict.PASS;
            });
            apply(MANY);
            await("in the middle").atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
                    .until(() -> !user.names("hubs").isEmpty());
            String first = holder();
            leader.signal("STOP");
            assertThat(user.names("hubs")).hasSizeLessThan(MANY);
            await("the other leads").atMost(PATIENCE).until(() -> !holder().equals(first) && !holder().isEmpty());
            awaitRooms(MANY);
        }
        apply(FEW);
        awaitRooms(FEW);
        List<String> names = user.names("hubs");
        int created = hathora.hathora().rooms().size();

        leader.signal("CONT");

        assertThat(leader.awaitExit()).as("exit code of the thawed leader").isEqualTo(1);
        int samples = judge.samples();
        await("some time passes").atMost(PATIENCE).until(() -> judge.samples() > samples + 20);
        assertThat(user.names("hubs")).isEqualTo(names);
        assertThat(hathora.hathora().rooms()).as("rooms ever created").hasSize(created);
        judge.check(MANY);
        System.out.printf("SETS frozen leader: at most %d rooms, %d allowed; %d comparisons%n", judge.most(), MANY,
                judge.samples());
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(int replicas) {
        var unused = user.apply("hubs",
                "replicas: " + replicas + "\ntemplate:\n  spec: {region: Tokyo}\n");
    }

    private void awaitRooms(int rooms) {
        user.awaitComplete("hubs");
        await(rooms + " rooms").atMost(PATIENCE)
                .until(() -> user.names("hubs").size() == rooms && hathora.liveRooms().size() == rooms);
    }

    private String holder() {
        Lease lease = cluster.client().leases().inNamespace(cluster.namespace()).withName(LeaseName.DEFAULT).get();
        return lease == null ? "" : Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
    }
}
