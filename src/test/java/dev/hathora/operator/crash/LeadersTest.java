package dev.hathora.operator.crash;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.kubernetes.ElectionTiming;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorReplica;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.Relay;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas as processes: one leads, one stands by. The leader is frozen and thawed, stopped, and killed. Whatever it
 * is, no two of them ever work at a time.
 */
@RealApiServer
@Order(1)
class LeadersTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TestCluster cluster;
    private final OperatorFixture user;
    private final Simulator hathora;
    private final Path log;
    private final OperatorReplica leader;
    private final OperatorReplica standby;
    /** The standby's own way to Hathora: what it calls is told apart from what is still answered to the leader. */
    private final Relay wayOfStandby;

    LeadersTest(TestCluster cluster, TestInfo test) throws IOException {
        this.cluster = cluster;
        user = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(300)), Duration.ofSeconds(1));
        hathora = user.hathora();
        log = Path.of("target", "leaders", test.getTestMethod().orElseThrow().getName());
        cluster.client().leases().inNamespace(cluster.namespace()).delete();
        leader = start("leader.log", hathora.uri());
        leader.awaitStarted();
        await("the first leads").atMost(PATIENCE).until(() -> !holder().isEmpty());
        wayOfStandby = new Relay(new InetSocketAddress(hathora.uri().getHost(), hathora.uri().getPort()));
        standby = start("standby.log", URI.create("http://127.0.0.1:" + wayOfStandby.port()));
        standby.awaitStarted();
    }

    private OperatorReplica start(String name, URI way) {
        List<String> flags = new ArrayList<>(OperatorReplica.replicaIn(cluster.namespace()));
        flags.addAll(List.of("--hathora-api-aliases", hathora.uri().toString()));
        return OperatorReplica.start(log.resolve(name), cluster.namespace(), way,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                flags);
    }

    @BeforeEach
    void aRoomIsLookedAfter() {
        user.apply("lobby", "region: Tokyo");
        user.awaitReason("lobby", "Active");
    }

    @AfterEach
    void stop() throws IOException {
        leader.close();
        standby.close();
        wayOfStandby.close();
        user.close();
        var rooms = cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace());
        rooms.list().getItems().forEach(room -> rooms.resource(room).edit(r -> {
            r.getMetadata().setFinalizers(List.of());
            return r;
        }));
        rooms.delete();
    }

    @Test
    void aThawedLeaderEndsItselfWithoutSendingAnything() throws Exception {
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "room-" + i).toList();
        List<String> sleepers = List.of("sleeper-0", "sleeper-1", "sleeper-2");
        List<String> leavers = List.of("leaver-0", "leaver-1", "leaver-2");
        Stream.concat(sleepers.stream(), leavers.stream()).forEach(name -> user.active(name, "region: Tokyo"));
        // so that all that it has in its hands has arrived when it is frozen, and its answers have not: what it sends
        // from then on, it has begun without a lease
        Stream.of(Operation.CREATE_ROOM, Operation.SUSPEND_ROOM, Operation.DESTROY_ROOM).forEach(change -> hathora
                .faults().add(Fault.on(change, new FaultKind.Delay(Duration.ZERO, Duration.ofSeconds(8)))));
        names.forEach(name -> user.apply(name, "region: Tokyo\nroomConfig: one"));
        sleepers.forEach(name -> user.edit(name, "state: Suspended"));
        leavers.forEach(name -> user.resource(name).delete());
        await("in full swing").atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> hathora.rooms()
                .size() == 1 + names.size() + sleepers.size() + leavers.size()
                && rooms(RoomStatus.SUSPENDED) == sleepers.size() && rooms(RoomStatus.DESTROYED) == leavers.size());
        String first = holder();
        leader.signal("STOP");
        Instant frozen = Instant.now();
        hathora.faults().clear();
        await("the standby takes over").atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            // in this order: what was called before the lease was read
            long calls = wayOfStandby.connections();
            boolean waits = holder().equals(first);
            if (waits) {
                assertThat(calls).as("the standby calls nothing").isZero();
            }
            return !waits;
        });
        Duration takenOver = Duration.between(frozen, Instant.now());
        names.forEach(name -> user.awaitReason(name, "Active"));
        sleepers.forEach(name -> user.awaitReason(name, "Suspended"));
        leavers.forEach(user::awaitGone);
        await("all that the leader sent is answered").atMost(PATIENCE)
                .until(() -> user.calls(Operation.CREATE_ROOM) >= hathora.rooms().size()
                        && user.calls(Operation.SUSPEND_ROOM) >= sleepers.size()
                        && user.calls(Operation.DESTROY_ROOM) >= leavers.size());
        names.subList(0, 10).forEach(name -> user.resource(name).delete());
        names.subList(0, 10).forEach(user::awaitGone);
        awaitCalm(this::changes);
        long changes = changes();
        Map<String, String> versions = versions();
        long looks = user.looks();

        leader.signal("CONT");

        assertThat(leader.awaitExit()).as("exit code of the thawed leader").isEqualTo(1);
        await("some more looks at all rooms").atMost(PATIENCE)
                .until(() -> user.looks() > looks + 20);
        assertThat(changes()).as("changes sent to Hathora").isEqualTo(changes);
        assertThat(versions()).as("versions of resources and Secrets").isEqualTo(versions);
        assertThat(user.liveRooms()).hasSize(11 + sleepers.size());
        assertThat(hathora.rooms()).hasSize(21 + sleepers.size() + leavers.size());
        sleepers.forEach(name -> assertThat(user.room(String.valueOf(user.status(name).roomId())).status()).as(name)
                .isEqualTo(RoomStatus.SUSPENDED));
        print("frozen: the standby leads after " + takenOver.toMillis() + " ms");
    }

    @Test
    void aStoppedLeaderFinishesWhatItBeganAndTheOtherGoesOnAtOnce() throws Exception {
        hathora.faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.Delay(Duration.ZERO, Duration.ofSeconds(4)))
                .times(1));
        String first = holder();
        user.apply("slow", "region: Tokyo");
        await("in the middle of createRoom").atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
                .until(() -> user.liveRooms().size() == 2);

        leader.signal("TERM");
        Instant stopped = Instant.now();

        await("the lease is released").atMost(PATIENCE).pollInterval(Duration.ofMillis(5))
                .until(() -> !holder().equals(first));
        Instant released = Instant.now();
        assertThat(user.status("slow").roomId()).as("recorded by the one that made it").isNotNull();
        assertThat(user.calls(Operation.CREATE_ROOM)).isEqualTo(2);
        Duration failover = awaitFirstCall(released);
        assertThat(leader.awaitExit()).isZero();
        user.awaitReason("slow", "Active");
        assertThat(hathora.rooms()).hasSize(2);
        assertThat(user.calls(Operation.CREATE_ROOM)).isEqualTo(2);
        print("stopped in mid-create of 4 s: " + Duration.between(stopped, released).toMillis()
                + " ms from SIGTERM to the release of the lease, " + failover.toMillis()
                + " ms from there to the first call of the other");
    }

    @Test
    void aLeaderThatIsStoppedWithNothingInHandIsReplacedAtOnce() throws Exception {
        String first = holder();
        leader.signal("TERM");
        Instant stopped = Instant.now();

        assertThat(leader.awaitExit()).isZero();
        assertThat(holder()).as("nobody has to wait until the lease runs out").isNotEqualTo(first);
        Duration failover = awaitFirstCall(stopped);

        user.apply("next", "region: Tokyo");
        user.awaitReason("next", "Active");
        print("stopped with nothing in hand: first call of the other " + failover.toMillis() + " ms after SIGTERM");
    }

    @Test
    void aKilledLeaderIsReplacedWhenItsLeaseHasRunOut() {
        leader.kill();

        Duration failover = awaitFirstCall(Instant.now());

        assertThat(failover).as("not while the leader may still believe that it leads")
                .isGreaterThan(ElectionTiming.DEFAULT.lease().minus(ElectionTiming.DEFAULT.renewDeadline()));
        user.apply("next", "region: Tokyo");
        user.awaitReason("next", "Active");
        assertThat(user.liveRooms()).hasSize(2);
        print("killed: first call of the other after " + failover.toMillis() + " ms");
    }

    private Duration awaitFirstCall(Instant since) {
        await("the other works").atMost(PATIENCE).pollInterval(Duration.ofMillis(5))
                .until(() -> wayOfStandby.connections() > 0);
        return Duration.between(since, Instant.now());
    }

    private long rooms(RoomStatus status) {
        return hathora.rooms().stream().filter(room -> room.status() == status).count();
    }

    private long changes() {
        return Arrays.stream(Operation.values()).filter(Operation::isMutation).mapToLong(user::calls).sum()
                + user.calls(Operation.GET_CONNECTION_INFO);
    }

    private static void awaitCalm(LongSupplier count) {
        AtomicLong last = new AtomicLong(-1);
        await("a second in which nothing happens").atMost(PATIENCE).pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    long now = count.getAsLong();
                    return last.getAndSet(now) == now;
                });
    }

    private String holder() {
        Lease lease = cluster.client().leases().inNamespace(cluster.namespace()).withName(LeaseName.DEFAULT).get();
        String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
        return holder == null ? "" : holder;
    }

    /**
     * Of everything but Events: one that the leader's HTTP client had in its hands when it was frozen, about what was done
     * before, may still be written. Such a write of anything else names a version that is no longer there.
     */
    private Map<String, String> versions() {
        String namespace = cluster.namespace();
        Stream<? extends HasMetadata> all = Stream.of(
                cluster.client().resources(HathoraRoom.class).inNamespace(namespace).list().getItems(),
                cluster.client().secrets().inNamespace(namespace).list().getItems()).flatMap(List::stream);
        return all.collect(Collectors.toMap(r -> r.getKind() + " " + r.getMetadata().getName(),
                r -> r.getMetadata().getResourceVersion()));
    }

    private static void print(String figure) {
        System.out.println("FAILOVER " + figure);
    }
}
