package dev.hathora.operator.controller;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.JumpingClock;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.Relay;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

/** Kubernetes goes wrong around the operator: connections drop, the API server is away, clocks differ. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
@Order(1)
class KubernetesFailsTest {
    private static final int ROOMS = 20;
    private static final Duration NOTICED = Duration.ofSeconds(60);
    private static final List<String> NAMES = IntStream.range(0, ROOMS).mapToObj(i -> "room-" + i).toList();

    private final TestCluster cluster;
    private final Relay line;
    /** Its periods are those of production, divided by 20. */
    private final KubernetesClient overTheLine;
    private OperatorFixture operator;

    KubernetesFailsTest(TestCluster cluster) throws IOException {
        this.cluster = cluster;
        URI server = URI.create(cluster.client().getConfiguration().getMasterUrl());
        line = new Relay(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
        overTheLine = overTheLine(new ApiConnections(Duration.ofMillis(250)), Duration.ofSeconds(3));
    }

    private KubernetesClient overTheLine(ApiConnections connections, Duration requestTimeout) {
        Config config = new ConfigBuilder(cluster.client().getConfiguration())
                .withMasterUrl("https://127.0.0.1:" + line.port()).withDisableHostnameVerification(true)
                .withRequestTimeout(Math.toIntExact(requestTimeout.toMillis())).build();
        return new KubernetesClientBuilder().withConfig(config).withHttpClientFactory(connections)
                .withKubernetesSerialization(ResourceSerialization.create()).build();
    }

    /** A client as it is in production. */
    private KubernetesClient asInProduction() {
        return overTheLine(new ApiConnections(), Duration.ofMillis(Config.DEFAULT_REQUEST_TIMEOUT));
    }

    @BeforeEach
    void start() {
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(200)), Duration.ofSeconds(1));
        operator.stopOperator();
    }

    @AfterEach
    void stop() throws IOException {
        line.mend();
        NAMES.forEach(name -> operator.resource(name).delete());
        try (line; overTheLine; OperatorFixture closing = operator) {
            NAMES.forEach(closing::awaitGone);
            assertThat(closing.liveRooms()).as("left behind").isEmpty();
        }
    }

    @Test
    void watchesDropAgainAndAgainWhileUsersEdit() {
        operator.startOperator(overTheLine, cloud -> cloud);
        for (String name : NAMES) {
            operator.apply(name, "region: Tokyo\nroomConfig: first");
            line.drop();
        }
        NAMES.forEach(name -> operator.awaitReason(name, "Active"));
        for (String name : NAMES) {
            operator.edit(name, "roomConfig: second");
            line.drop();
        }

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(operator.liveRooms())
                .extracting(SimulatedRoom::roomConfig).hasSize(ROOMS).containsOnly("second"));
        assertThat(operator.hathora().rooms()).as("rooms ever made").hasSize(ROOMS);
    }

    /**
     * Nobody is told of it, and TCP itself would need a quarter of an hour to find out. Each idle connection costs the
     * request that takes it its timeout, until the pool closes those that are idle for 30 s.
     */
    @Test
    void connectionsDieWithoutAWord() {
        operator.startOperator(overTheLine, cloud -> cloud);
        operator.active(NAMES.get(0), "region: Tokyo\nroomConfig: before");
        for (String config : List.of("first", "second")) {
            line.freeze();
            operator.edit(NAMES.get(0), "roomConfig: " + config);

            await(config + " is noticed").atMost(NOTICED.multipliedBy(3)).untilAsserted(() -> assertThat(
                    operator.liveRooms()).extracting(SimulatedRoom::roomConfig).containsExactly(config));
        }
        line.freeze();
        operator.resource(NAMES.get(0)).delete();
        operator.awaitGone(NAMES.get(0));
    }

    @Test
    void anEditIsNoticedWithinAMinuteAlthoughConnectionsDied() {
        try (KubernetesClient client = asInProduction()) {
            operator.startOperator(client, cloud -> cloud);
            operator.active(NAMES.get(0), "region: Tokyo\nroomConfig: before");
            line.freeze();
            operator.edit(NAMES.get(0), "roomConfig: after");

            await("is noticed").atMost(NOTICED).untilAsserted(() -> assertThat(operator.liveRooms())
                    .extracting(SimulatedRoom::roomConfig).containsExactly("after"));
            assertThat(operator.operator().unready()).as("new connections work").isEmpty();
            operator.resource(NAMES.get(0)).delete();
            operator.awaitGone(NAMES.get(0));
            operator.stopOperator();
        }
    }

    @Test
    void readinessTellsWithinAMinuteThatNoConnectionWorks() {
        try (KubernetesClient client = asInProduction()) {
            operator.startOperator(client, cloud -> cloud);
            await("is ready").until(() -> operator.operator().unready().isEmpty());
            line.silence();

            await("is told").atMost(NOTICED).untilAsserted(() -> assertThat(operator.operator().unready())
                    .get(STRING).startsWith("the Kubernetes API has not answered for "));

            line.mend();
            await("is ready again").atMost(NOTICED).until(() -> operator.operator().unready().isEmpty());
            operator.stopOperator();
        }
    }

    @Test
    void theApiServerIsAwayInMidWork() {
        operator.startOperator(overTheLine, cloud -> cloud);
        NAMES.forEach(name -> operator.apply(name, "region: Tokyo"));
        await().until(() -> operator.calls(Operation.CREATE_ROOM) > 2);
        line.cut();
        // what was deleted and edited meanwhile is learnt from the list that follows
        operator.resource(NAMES.get(0)).delete();
        operator.edit(NAMES.get(1), "roomConfig: edited");
        long looks = operator.looks();
        await("Hathora is still asked").atMost(Duration.ofSeconds(60)).until(() -> operator.looks() > looks + 5);
        line.mend();

        operator.awaitGone(NAMES.get(0));
        NAMES.stream().skip(1).forEach(name -> operator.awaitReason(name, "Active"));
        assertThat(operator.liveRooms()).hasSize(ROOMS - 1);
        assertThat(operator.hathora().rooms()).as("rooms ever made").hasSizeLessThanOrEqualTo(ROOMS);
        await().atMost(Duration.ofSeconds(60)).until(() -> operator.liveRooms().stream()
                .filter(room -> "edited".equals(room.roomConfig())).count() == 1);
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"-PT10M", "PT10M"})
    void theOperatorsClockIsWrong(Duration wrong) {
        operator.startOperator(new JumpingClock(wrong));
        String name = NAMES.get(0);
        operator.apply(name, "region: Tokyo");
        String first = operator.awaitReason(name, "Active").roomId();
        operator.edit(name, "state: Suspended");
        operator.awaitReason(name, "Suspended");
        operator.edit(name, "state: Active");
        operator.awaitReason(name, "Active");

        operator.hathora().destroyAsGame(first);

        operator.await(name, "the next room", s -> s.restarts() == 1 && s.connection() != null);
        assertThat(operator.liveRooms()).hasSize(1);
        assertThat(operator.hathora().rooms()).hasSize(2);
        operator.resource(name).delete();
        operator.awaitGone(name);
        assertThat(operator.liveRooms()).isEmpty();
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"-PT10M", "PT10M"})
    void aTimeToLiveRunsOutAlthoughTheOperatorsClockIsWrong(Duration wrong) {
        operator.startOperator(new JumpingClock(wrong));
        String name = NAMES.get(0);
        String roomId = operator.active(name, "region: Tokyo\nrestartPolicy: Never\nttlSecondsAfterFinished: 3");

        operator.hathora().destroyAsGame(roomId);

        operator.awaitGone(name);
        assertThat(operator.hathora().rooms()).hasSize(1);
    }

    /** One that is put back makes a wait longer by as much, and does nothing worse. */
    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"-PT5S", "PT10M"})
    void theOperatorsClockJumpsInEveryWait(Duration jump) {
        JumpingClock clock = new JumpingClock();
        operator.startOperator(clock);
        String name = NAMES.get(0);
        operator.apply(name, "region: Tokyo");
        await().until(() -> operator.calls(Operation.CREATE_ROOM) > 0);
        clock.jump(jump);
        String first = operator.awaitReason(name, "Active").roomId();
        operator.hathora().destroyAsGame(first);
        operator.awaitReason(name, "Restarting");
        clock.jump(jump);

        operator.await(name, "the next room", s -> s.restarts() == 1 && s.connection() != null);
        operator.resource(name).delete();
        clock.jump(jump);
        operator.awaitGone(name);

        assertThat(operator.hathora().rooms()).hasSize(2);
        assertThat(operator.liveRooms()).isEmpty();
    }
}
