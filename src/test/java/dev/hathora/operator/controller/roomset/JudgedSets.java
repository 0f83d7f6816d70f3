package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RoomJudge;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.awaitility.Awaitility;

/** Sets of rooms on a real API server, and a judge that watches over the promises all the time. No operator works yet. */
final class JudgedSets implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SPEC = """
            replicas: %d
            strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
            template:
              spec: {region: Tokyo, roomConfig: '%s'}
            """;

    private final String test;
    private final Disturbance disturbance = new Disturbance();
    private final KubernetesClient disturbed;
    private final OperatorFixture operator;
    private final SetUser user;
    private final RoomJudge judge;

    /** @param test its name, for the line that tells what the judge has seen */
    JudgedSets(TestCluster cluster, String test) {
        this.test = test;
        disturbed = disturbance.client(cluster.client());
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(100)), Duration.ofSeconds(1));
        user = new SetUser(cluster.client(), cluster.namespace());
        judge = new RoomJudge(cluster.client(), cluster.namespace(), operator.hathora());
    }

    /** A set of so many rooms, of which one more may exist during a rollout. */
    static String spec(int replicas, String config) {
        return SPEC.formatted(replicas, config);
    }

    /** Starts an operator that remembers nothing. */
    void start() {
        operator.startOperator(disturbed, cloud -> cloud);
    }

    Disturbance disturbance() {
        return disturbance;
    }

    /** The operator's client. */
    KubernetesClient disturbed() {
        return disturbed;
    }

    OperatorFixture operator() {
        return operator;
    }

    SetUser user() {
        return user;
    }

    RoomJudge judge() {
        return judge;
    }

    /** Waits until a set is complete, with so many rooms. */
    void awaitRooms(String set, int rooms) {
        user.awaitComplete(set);
        Awaitility.await(set + ": " + rooms + " rooms").atMost(PATIENCE).until(() -> user.names(set).size() == rooms);
    }

    /** Waits until so many rooms exist on Hathora. */
    void awaitLive(int rooms) {
        Awaitility.await(rooms + " rooms on Hathora").atMost(PATIENCE)
                .until(() -> operator.liveRooms().size() == rooms);
    }

    /** The ids of the rooms that exist on Hathora. */
    Set<String> live() {
        return operator.liveRooms().stream().map(SimulatedRoom::roomId).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        disturbance.lag(false);
        disturbance.withoutSets(false);
        operator.hathora().faults().clear();
        System.out.printf("SETS %s: at most %d rooms, %d comparisons, %d creates disturbed%n", test, judge.most(),
                judge.samples(), disturbance.disturbed());
        judge.close();
        user.removeAll();
        operator.close();
        disturbed.close();
    }
}
