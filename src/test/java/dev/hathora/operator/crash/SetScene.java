package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RoomJudge;
import dev.hathora.operator.testing.SetUser;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;

/** A world for one case with a set: a namespace of a real API server, a Hathora, a judge, and one instance after the other. */
final class SetScene implements AutoCloseable {
    /** The set that all is about. */
    static final String HUBS = "hubs";
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final TestCluster cluster;
    private final String namespace;
    private final OperatorFixture operator;
    private final SetUser user;
    private final RoomJudge judge;
    private @Nullable KubernetesClient instance;

    SetScene(TestCluster cluster) {
        this.cluster = cluster;
        namespace = cluster.client().resource(new NamespaceBuilder().withNewMetadata()
                .withGenerateName("hathora-set-").endMetadata().build()).create().getMetadata().getName();
        operator = OperatorFixture.withoutOperator(cluster.client(), namespace,
                SimulatorOptions.defaults().withBoot(Duration.ZERO), INTERVAL);
        user = new SetUser(cluster.client(), namespace);
        judge = new RoomJudge(cluster.client(), namespace, operator.hathora());
    }

    /** Starts an instance that remembers nothing, in place of the one before. */
    void start(Effects effects) {
        stop();
        KubernetesClient client = new KubernetesClientBuilder().withConfig(cluster.client().getConfiguration())
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("test", new KubernetesWrites(effects)))
                .build();
        instance = client;
        operator.startOperator(client, cloud -> new HathoraCalls(cloud, operator.hathora(), effects));
    }

    private void stop() {
        operator.stopOperator();
        if (instance != null) {
            instance.close();
            instance = null;
        }
    }

    SetUser user() {
        return user;
    }

    RoomJudge judge() {
        return judge;
    }

    /** A set of so many rooms, of which one more may exist during a rollout. */
    void apply(int replicas, String config) {
        HathoraRoomSet unused = user.apply(HUBS, """
                replicas: %d
                strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
                template:
                  spec: {region: Tokyo, roomConfig: '%s'}
                """.formatted(replicas, config));
    }

    /** The same, when all of it is there. */
    void complete(int replicas, String config) {
        apply(replicas, config);
        user.awaitComplete(HUBS);
    }

    /** Whether the set is complete, with so many rooms of this configuration. */
    boolean isComplete(int replicas, String config) {
        HathoraRoomSet set = Objects.requireNonNull(user.resource(HUBS).get());
        return Objects.equals(set.getStatus().observedGeneration(), set.getMetadata().getGeneration())
                && SetUser.reason(set.getStatus()).equals("Complete") && user.names(HUBS).size() == replicas
                && liveRooms().size() == replicas
                && liveRooms().stream().allMatch(room -> config.equals(room.roomConfig()));
    }

    boolean isGone() {
        return user.resource(HUBS).get() == null;
    }

    /** The rooms, with or without a set. */
    List<HathoraRoom> resources() {
        return user.rooms(HUBS);
    }

    List<SimulatedRoom> liveRooms() {
        return operator.liveRooms();
    }

    /** All that happened, for the message of a failure. */
    String record() {
        StringBuilder text = new StringBuilder();
        operator.hathora().rooms().forEach(room -> {
            text.append(room).append('\n');
            operator.hathora().history(room.roomId()).forEach(e -> text.append("    ").append(e).append('\n'));
        });
        var yaml = cluster.client().getKubernetesSerialization();
        resources().forEach(room -> text.append(yaml.asYaml(room)).append('\n'));
        HathoraRoomSet set = user.resource(HUBS).get();
        return text.append(set == null ? "no set" : yaml.asYaml(set)).toString();
    }

    @Override
    public void close() {
        judge.close();
        stop();
        operator.close();
        new TestCluster(cluster.client(), namespace).clear();
    }
}
