package dev.hathora.operator.controller;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Application;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.endpoint.HealthCheck;
import dev.hathora.operator.endpoint.HttpEndpoint;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Thorough;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The operator says so itself when a room is no longer looked after, and only then. */
class WatchdogTest {
    /** Three of these are longer than a busy machine delays a poll. */
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), INTERVAL);
    private final CountDownLatch stuck = new CountDownLatch(1);

    @AfterEach
    void stop() {
        stuck.countDown();
        operator.close();
        cluster.close();
    }

    @Test
    void aRoomThatIsNotLookedAtForThreeIntervalsIsAProblemUntilItIs() {
        operator.stopOperator();
        operator.startOperator(cluster.client(), StuckLists::new);
        operator.apply("lobby", "region: Tokyo");
        operator.awaitReason("lobby", "Active");
        assertThat(operator.operator().problem()).as("at first").isEmpty();

        await("the problem").untilAsserted(() -> assertThat(operator.operator()
                .problem()).hasValueSatisfying(problem -> assertThat(problem).contains("1 resource", "reconciled")));

        stuck.countDown();
        await("its end").until(() -> operator.operator().problem().isEmpty());
    }

    @Test
    void kubernetesIsToldOverHttp() {
        operator.stopOperator();
        operator.startOperator(cluster.client(), StuckLists::new);
        try (HttpClient client = HttpClient.newHttpClient();
                HttpEndpoint endpoint = new HttpEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(new HealthCheck("operator", operator.operator()::problem)), List.of(), () -> "")) {
            URI healthz = URI.create("http://127.0.0.1:" + endpoint.port() + "/healthz");
            operator.apply("lobby", "region: Tokyo");
            operator.awaitReason("lobby", "Active");
            assertThat(status(client, healthz)).as("at first").isEqualTo(200);

            await("the problem").atMost(Duration.ofSeconds(60)).until(() -> status(client, healthz) == 503);

            stuck.countDown();
            await("its end").atMost(Duration.ofSeconds(60)).until(() -> status(client, healthz) == 200);
        }
    }

    private static int status(HttpClient client, URI uri) {
        return client.sendAsync(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).join()
                .statusCode();
    }

    @Test
    @Thorough
    void anOutageOfHathoraIsNone() {
        operator.apply("lobby", "region: Tokyo");
        operator.awaitReason("lobby", "Active");
        operator.hathora().faults().add(Fault.onAll(FaultKind.Status.of(503)));
        operator.awaitReason("lobby", "HathoraUnreachable");

        long calls = operator.hathora().stats().total();
        Instant begin = Instant.now();
        await("more calls, for longer than three intervals").atMost(Duration.ofMinutes(2)).until(() -> {
            assertThat(operator.operator().problem()).isEmpty();
            return operator.hathora().stats().total() > calls + 2
                    && Instant.now().isAfter(begin.plus(INTERVAL.multipliedBy(5)));
        });
    }

    @Test
    void aPassThatFailsIsTriedAgainAndNotForgotten() {
        AtomicInteger failed = new AtomicInteger();
        Interceptor secrets = new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                if (request.uri().getPath().contains("/secrets/")) {
                    failed.incrementAndGet();
                    throw new KubernetesClientException("no answer");
                }
            }
        };
        try (KubernetesClient unreadable = cluster.clientThrough(secrets)) {
            operator.stopOperator();
            operator.startOperator(unreadable, cloud -> cloud);
            operator.apply("lobby", "region: Tokyo\ncredentialsSecretRef: {name: own}");

            await("more tries").atMost(Duration.ofSeconds(60)).until(() -> {
                assertThat(operator.operator().problem()).isEmpty();
                return failed.get() >= 4;
            });
            operator.stopOperator();
        }
    }

    @Test
    void aSweepThatFailsIsToldAndIsNotTheLast() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        AtomicInteger sweeps = new AtomicInteger();
        AtomicBoolean fails = new AtomicBoolean(true);
        TrackedRooms rooms = new TrackedRooms(now::get);
        BooleanSupplier leads = () -> {
            if (Thread.currentThread().getName().equals("sweep")) {
                sweeps.incrementAndGet();
                if (fails.get()) {
                    throw new IllegalStateException("fails");
                }
            }
            return true;
        };
        try (Watchdog watchdog = new Watchdog(rooms, new WakeUps(rooms, now::get), new PassesExecutor(), () -> {},
                now::get,
                Duration.ofMillis(10),
                leads)) {
            watchdog.start();
            now.set(Instant.EPOCH.plusSeconds(1));
            await("goes on").until(() -> sweeps.get() > 3);
            assertThat(watchdog.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("resource sweep has not run"));

            fails.set(false);
            await("well again").until(() -> watchdog.problem().isEmpty());
        }
    }

    @Test
    void aResourceIsForgottenUnlessItWaitsInALineThatMoves() {
        Duration interval = Duration.ofSeconds(2);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        AtomicInteger sweeps = new AtomicInteger();
        HathoraRoom resource = new HathoraRoom();
        resource.getMetadata().setName("new");
        resource.getMetadata().setNamespace("games");
        resource.getMetadata().setUid("uid");
        TrackedRooms rooms = new TrackedRooms(now::get);
        WakeUps wakeUps = new WakeUps(rooms, now::get);
        wakeUps.connect(new CachedResources(List.of(resource)), gone -> {});
        PassesExecutor passes = new PassesExecutor();
        IntStream.range(0, 2 * PassesExecutor.AT_ONCE).forEach(i -> passes.execute(this::waitForAnswer));
        try (Watchdog watchdog = new Watchdog(rooms, wakeUps, passes, sweeps::incrementAndGet, now::get, interval,
                () -> true)) {
            watchdog.start();
            await("the first sweep").until(() -> sweeps.get() > 0);
            now.set(Instant.EPOCH.plusSeconds(3600));
            await("no problem, whoever has been searched for").until(() -> watchdog.problem().isEmpty());

            stuck.countDown();
            await("nobody in line").until(() -> passes.getQueue().isEmpty());
            int before = sweeps.get();
            await("another sweep").until(() -> sweeps.get() > before);
            now.set(Instant.EPOCH.plusSeconds(7200));
            await("the problem").untilAsserted(() -> assertThat(watchdog.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("since it was created")));
        } finally {
            passes.shutdownNow();
        }
    }

    private void waitForAnswer() {
        try {
            stuck.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aReplicaThatStandsByHasNoProblem() {
        TrackedRooms rooms = new TrackedRooms(() -> Instant.EPOCH);
        try (Watchdog watchdog = new Watchdog(rooms, new WakeUps(rooms, Instant::now), new PassesExecutor(), () -> {},
                Instant::now,
                Duration.ofMillis(1),
                () -> false)) {
            await().during(Duration.ofMillis(50))
                    .until(() -> watchdog.problem().isEmpty());
        }
    }

    /** Hathora, with lists of active rooms whose answers never come. */
    private final class StuckLists implements HathoraCloud {
        private final HathoraCloud cloud;

        StuckLists(HathoraCloud cloud) {
            this.cloud = cloud;
        }

        @Override
        public List<Room> getActiveRoomsForProcess(String appId, String processId) {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return cloud.getActiveRoomsForProcess(appId, processId);
        }

        @Override
        public CreatedRoom createRoom(String appId, String roomId, CreateRoomRequest request) {
            return cloud.createRoom(appId, roomId, request);
        }

        @Override
        public void destroyRoom(String appId, String roomId) {
            cloud.destroyRoom(appId, roomId);
        }

        @Override
        public void suspendRoom(String appId, String roomId) {
            cloud.suspendRoom(appId, roomId);
        }

        @Override
        public ConnectionInfo resumeRoom(String appId, String roomId) {
            return cloud.resumeRoom(appId, roomId);
        }

        @Override
        public void updateRoomConfig(String appId, String roomId, String roomConfig) {
            cloud.updateRoomConfig(appId, roomId, roomConfig);
        }

        @Override
        public Room getRoomInfo(String appId, String roomId) {
            return cloud.getRoomInfo(appId, roomId);
        }

        @Override
        public ConnectionInfo getConnectionInfo(String appId, String roomId) {
            return cloud.getConnectionInfo(appId, roomId);
        }

        @Override
        public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
            return cloud.getInactiveRoomsForProcess(appId, processId);
        }

        @Override
        public Application getApp(String appId) {
            return cloud.getApp(appId);
        }
    }
}
