package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Someone else writes to the resource between the operator's read and one of its last writes. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class ForeignEditsTest {
    private static final String NAME = "lobby";

    private final TestCluster cluster;
    private final OperatorFixture operator;
    private final AtomicInteger edits = new AtomicInteger();
    private KubernetesClient edited;

    ForeignEditsTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        operator.resource(NAME).delete();
        operator.awaitGone(NAME);
        operator.close();
        edited.close();
    }

    /** Starts an operator before whose writes like this somebody else writes, twice. */
    private void editBefore(Predicate<HttpRequest> write, Runnable edit) {
        edited = new KubernetesClientBuilder().withConfig(cluster.client().getConfiguration())
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("foreign", new Interceptor() {
                    @Override
                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                        if (write.test(request) && edits.getAndIncrement() < 2) {
                            edit.run();
                        }
                    }
                })).build();
        operator.startOperator(edited, cloud -> cloud);
    }

    private static boolean isRelease(HttpRequest request) {
        String body = String.valueOf(request.bodyString());
        return request.method().equals("PATCH") && body.contains("/metadata/finalizers") && !body.contains("room-id");
    }

    private static boolean isDelete(HttpRequest request) {
        return request.method().equals("DELETE") && request.uri().getPath().contains("/hathorarooms/");
    }

    private static boolean isSecretWrite(HttpRequest request) {
        return !request.method().equals("GET") && request.uri().getPath().contains("/secrets");
    }

    @Test
    void anAnnotationThatLandsBeforeTheReleaseOnlyDelaysIt() {
        editBefore(ForeignEditsTest::isRelease, () -> operator.annotate(NAME, "somebody", "was here " + edits));
        operator.active(NAME, "region: Tokyo");

        operator.resource(NAME).delete();
        operator.awaitGone(NAME);

        assertThat(edits).hasValueGreaterThan(2);
        assertThat(operator.hathora().rooms()).hasSize(1);
        assertThat(operator.liveRooms()).isEmpty();
    }

    @Test
    void aPolicyThatChangesBeforeTheReleaseCounts() {
        editBefore(ForeignEditsTest::isRelease, () -> operator.edit(NAME, "deletionPolicy: Suspend"));
        String roomId = operator.active(NAME, "region: Tokyo\ndeletionPolicy: Retain");

        operator.resource(NAME).delete();
        operator.awaitGone(NAME);

        assertThat(operator.room(roomId).status()).isEqualTo(RoomStatus.SUSPENDED);
    }

    @Test
    void anEditThatLandsBeforeTheTimeToLiveRunsOutIsSeenFirst() {
        editBefore(ForeignEditsTest::isDelete, () -> operator.edit(NAME, "ttlSecondsAfterFinished: null"));
        String roomId = operator.active(NAME, "region: Tokyo\nrestartPolicy: Never\nttlSecondsAfterFinished: 0");

        operator.hathora().destroyAsGame(roomId);

        await("somebody was in time").atMost(Duration.ofSeconds(60)).until(() -> edits.get() > 0);
        operator.await(NAME, "status of the second generation",
                s -> s.observedGeneration() == 2 && s.condition("Ready").getReason().equals("RoomEnded"));
        assertThat(operator.resource(NAME).get()).extracting(HathoraRoom::isMarkedForDeletion).isEqualTo(false);
    }

    @Test
    void aConnectionSecretThatSomebodyWritesIntoIsPutRightAndKeepsTheRest() {
        editBefore(ForeignEditsTest::isSecretWrite, () -> {
            if (operator.secret("connection") != null) {
                cluster.client().secrets().inNamespace(cluster.namespace()).withName("connection").edit(secret -> {
                    secret.getMetadata().setLabels(Map.of("somebody", "was-here"));
                    return secret;
                });
            }
        });
        String roomId = operator.active(NAME, "region: Tokyo\nconnectionSecret: {name: connection}");
        operator.edit(NAME, "state: Suspended");
        operator.awaitReason(NAME, "Suspended");

        assertThat(operator.secret("connection")).containsEntry("room-id", roomId).doesNotContainKey("host");
        operator.edit(NAME, "state: Active");
        operator.awaitReason(NAME, "Active");
        assertThat(operator.secret("connection")).containsKey("host");
        assertThat(edits).hasValueGreaterThan(0);
    }
}
