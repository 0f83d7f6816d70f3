package dev.hathora.operator.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.ControlPlane;
import dev.hathora.operator.testing.ControlPlane.Server;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorReplica;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The API server, or etcd, is killed while users change resources, and is restarted. The operator keeps running. */
@RealApiServer
@ExtendWith(ControlPlane.class)
@Isolated("nobody else has an API server meanwhile")
class ControlPlaneDiesTest {
    private static final int USERS = 20;
    private static final int KILLS = 3;
    /**
     * A restart, and the longest pause before the operator watches again. It ends sooner where status says that the
     * operator knows the user's wish, and where a room was suspended for it.
     */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void allBecomesAsItIsWanted(Server server, TestCluster cluster) throws Exception {
        OperatorFixture world = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(300)).withRoomsPerProcess(4),
                Duration.ofSeconds(1));
        String prefix = server == Server.ETCD ? "e" : "a";
        Tokens tokens = new Tokens(world.hathora());
        List<User> users = IntStream.range(0, USERS).mapToObj(i -> new User(prefix + i, world, tokens, i + 1)).toList();
        Verdict verdict = new Verdict(world, ON_ITS_WAY, ON_ITS_WAY);
        try (world; OperatorReplica operator = start(server, cluster, world)) {
            storm(server, cluster, world, users);
            Instant end = Instant.now();
            users.forEach(user -> verdict.settles(user, PATIENCE));
            System.out.printf("RESTART of %s, %d times: %d rooms were made, all settled %d ms after the storm%n",
                    server,
                    KILLS, world.hathora().rooms().size(), Duration.between(end, Instant.now()).toMillis());
            verdict.neitherLostNorLeaked(users, Set.of());
            assertThat(operator.isAlive()).as("the operator lives").isTrue();

            users.forEach(User::delete);
            users.forEach(user -> verdict.settles(user, PATIENCE));
            verdict.neitherLostNorLeaked(users, Set.of());
            users.forEach(verdict::judge);
            verdict.all().forEach(broken -> Figures.tell(System.out, broken, world, users));
        }
        assertThat(verdict.all()).isEmpty();
    }

    private static OperatorReplica start(Server server, TestCluster cluster, OperatorFixture world)
            throws IOException {
        Path log = Path.of("target", "control-plane-dies", server + ".log");
        Files.deleteIfExists(log);
        OperatorReplica operator = OperatorReplica.start(log, cluster.namespace(), world.hathora().uri(),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), List.of());
        operator.awaitStarted();
        return operator;
    }

    /** Each time in the midst of rooms being made, and users who go on meanwhile. */
    private static void storm(Server server, TestCluster cluster, OperatorFixture world, List<User> users)
            throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Future<?>> living = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                users.forEach(user -> living.add(threads.submit(() -> {
                    user.live(end);
                    return true;
                })));
                for (int i = 0; i < KILLS; i++) {
                    long made = world.calls(Operation.CREATE_ROOM);
                    await("in the midst of making rooms").atMost(PATIENCE).pollInterval(Duration.ofMillis(5))
                            .until(() -> world.calls(Operation.CREATE_ROOM) > made + 3);
                    ControlPlane.restart(server, cluster);
                }
            } finally {
                end.countDown();
            }
        }
        for (Future<?> life : living) {
            life.get();
        }
    }
}
