package dev.hathora.operator.controller;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.AdmissionWebhook;
import dev.hathora.operator.testing.AdmissionWebhook.Verdict;
import dev.hathora.operator.testing.AdmissionWebhook.Write;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Kubernetes does not store what the operator writes to one resource, or stores something else. That is told on this
 * resource, or in an event; it fails no probe, costs few requests, breaks no promise, and ends when its cause does.
 */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
@Order(1)
class RefusedWritesTest {
    private static final String ROOM_ID = "/metadata/annotations/hathora.dev~1room-id";
    private static final String FINALIZERS = "/metadata/finalizers";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Three of these without a look, and /healthz fails: longer than a busy machine delays a look. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(3);

    private final TestCluster cluster;
    /** The client otherwise sends ten times what is answered with 500. */
    private final KubernetesClient once;
    private final OperatorFixture operator;
    private final AdmissionWebhook webhook;
    private final AtomicInteger refused = new AtomicInteger();

    RefusedWritesTest(TestCluster cluster) throws IOException, GeneralSecurityException {
        this.cluster = cluster;
        once = cluster.client().newClient(new RequestConfigBuilder(cluster.client().getConfiguration()
                .getRequestConfig()).withRequestRetryBackoffLimit(0).build()).adapt(KubernetesClient.class);
        operator = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), POLL_INTERVAL);
        webhook = new AdmissionWebhook(cluster);
        operator.startIn(cluster.namespace(), new OperatorObserver() {
            @Override
            public void writeRefused(ResourceWrite write) {
                refused.incrementAndGet();
            }
        });
    }

    @AfterAll
    void stop() {
        cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).delete();
        await().atMost(PATIENCE).until(() -> cluster.client().resources(HathoraRoom.class)
                .inNamespace(cluster.namespace()).list().getItems().isEmpty());
        assertThat(operator.liveRooms()).as("left behind").isEmpty();
        assertThat(refused.get()).as("counted").isPositive();
        webhook.close();
        operator.close();
    }

    static Stream<Arguments> refusedClaims() {
        return Stream.of(
                argumentSet("a policy, in other words each time", "denied",
                        judge(write -> Verdict.deny("no annotations, says request " + UUID.randomUUID())),
                        "says 403, admission webhook", "no annotations, says request"),
                argumentSet("a webhook that takes the annotation away", "no-annotation",
                        judge(write -> Verdict.strip(write, List.of(ROOM_ID))),
                        "stores this resource without hathora.dev/room-id,", "a mutating admission webhook"),
                argumentSet("a webhook that takes the finalizer away", "no-finalizer",
                        judge(write -> Verdict.strip(write, List.of(FINALIZERS))),
                        "stores this resource without hathora.dev/room,", "a mutating admission webhook"),
                argumentSet("a webhook that takes all away, and leaves something else each time", "no-claim",
                        judge(write -> Verdict.change("""
                                [{"op": "remove", "path": "/metadata/finalizers"},
                                {"op": "replace", "path": "%s", "value": "x"},
                                {"op": "add", "path": "/metadata/labels", "value": {"at": "t%d"}}]
                                """.formatted(ROOM_ID, System.nanoTime()))),
                        "without hathora.dev/room-id and hathora.dev/room,", "a mutating admission webhook"),
                argumentSet("a webhook that is down", "webhook-down", judge(write -> Verdict.NONE),
                        "says 500", "failed calling webhook"));
    }

    private static Function<Write, Verdict> judge(Function<Write, Verdict> ofClaims) {
        return write -> write.ofStatus() || write.object().at(ROOM_ID).isMissingNode()
                ? Verdict.PASS
                : ofClaims.apply(write);
    }

    @ParameterizedTest
    @MethodSource("refusedClaims")
    void aClaimThatIsNotStoredIsToldAndMakesNoRoom(String name, Function<Write, Verdict> policy, String answer,
            String cause) {
        webhook.judge(name, policy);
        operator.apply(name, "region: Tokyo");

        HathoraRoomStatus status = operator.awaitReason(name, "WriteRefused");
        assertThat(status.condition("Stalled").getMessage()).startsWith("Kubernetes ").contains(answer, cause)
                .doesNotContain("Hathora ");
        staysHealthyWhileItIsTriedAgain(name);
        assertThat(roomsOf(name)).as("promise 1").isZero();
        // a status that met another write is sent again, and says the same
        assertThat(webhook.writes(name).filter(Write::ofStatus).map(w -> w.object().at("/status/conditions/0/message"))
                .distinct().count()).as("told once").isEqualTo(1);
        assertThat(messages(name, "WriteRefused")).hasSize(1);

        webhook.relent(name);
        operator.annotate(name, "example.com/changed", "so it is tried at once");
        operator.awaitReason(name, "Active");
        assertThat(roomsOf(name)).isEqualTo(1);
        assertThat(webhook.writes(name).count()).as("no hot loop").isLessThan(15);
    }

    /** It is tried twice more, and longer than any look may be late. */
    private void staysHealthyWhileItIsTriedAgain(String name) {
        long begun = System.nanoTime();
        long before = webhook.writes(name).count();
        await(name + " is tried again").atMost(PATIENCE).until(() -> {
            assertThat(operator.operator().problem()).as("/healthz").isEmpty();
            return webhook.writes(name).count() >= before + 2
                    && System.nanoTime() - begun > POLL_INTERVAL.multipliedBy(4).toNanos();
        });
    }

    private long roomsOf(String name) {
        return operator.hathora().rooms().stream().filter(room -> room.roomId().contains("_" + name + "_")).count();
    }

    @Test
    void annotationsThatLeaveNoSpaceForTheClaim() {
        operator.apply("annotations", "region: Tokyo", Map.of("big", "x".repeat(262_041)));

        HathoraRoomStatus status = operator.awaitReason("annotations", "WriteRefused");
        assertThat(status.condition("Ready").getMessage()).contains("Kubernetes", "says 422",
                "metadata.annotations: Too long");
        staysHealthyWhileItIsTriedAgain("annotations");
        assertThat(roomsOf("annotations")).isZero();

        operator.annotate("annotations", "big", null);
        operator.awaitReason("annotations", "Active");
    }

    @Test
    void aResourceThatIsTooLargeForItsStatus() {
        makeAsLargeAsPossible("large");

        assertThat(message("large", "WriteRefused")).contains("Kubernetes", "etcdserver: request is too large",
                "remove labels");
        staysHealthyWhileItIsTriedAgain("large");

        // what the operator's client reads of it is less than all
        operator.resource("large").patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                "{\"metadata\":{\"labels\":null}}");
        operator.awaitReason("large", "Active");
    }

    /** Finds the largest resource that etcd takes, give or take less than a claim, in a namespace that nobody watches. */
    private void makeAsLargeAsPossible(String name) {
        TestCluster elsewhere = TestCluster.withNewNamespace(cluster.client());
        HathoraRoom room = cluster.client().getKubernetesSerialization().unmarshal(
                "apiVersion: hathora.dev/v1alpha1\nkind: HathoraRoom\nspec: {region: Tokyo}", HathoraRoom.class);
        room.getMetadata().setLabels(IntStream.range(0, 10_300).boxed().collect(Collectors.toMap(
                i -> "p%05d.example.com/%s".formatted(i, "n".repeat(63)), i -> "v".repeat(63))));
        int fits = 0;
        int tooMuch = 65_536;
        while (tooMuch - fits > 100) {
            int size = (fits + tooMuch) / 2;
            if (isTaken(room, elsewhere.namespace(), "%05d".formatted(size), size)) {
                fits = size;
            } else {
                tooMuch = size;
            }
        }
        elsewhere.clear();
        assertThat(fits).isPositive();
        assertThat(isTaken(room, cluster.namespace(), name, fits)).isTrue();
    }

    private boolean isTaken(HathoraRoom room, String namespace, String name, int annotation) {
        room.getMetadata().setNamespace(namespace);
        room.getMetadata().setName(name);
        room.getMetadata().setAnnotations(Map.of("filler", "x".repeat(annotation)));
        while (true) {
            try {
                return once.resource(room).create() != null;
            } catch (KubernetesClientException e) {
                if (e.getMessage().contains("too large")) {
                    return false;
                }
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return true;
                }
                // on a busy machine so much may take longer than the client, or the API server, waits
                assertThat(e.getCode()).as(e.getMessage()).matches(code -> code <= 0 || code >= 500, "no answer");
            }
        }
    }

    @Test
    void statusThatIsRefusedIsToldInAnEventAndTheRoomIsLookedAfter() {
        webhook.judge("no-status", write -> write.ofStatus() ? Verdict.deny("status is ours") : Verdict.PASS);
        operator.apply("no-status", "region: Tokyo\nroomConfig: first");

        assertThat(message("no-status", "WriteRefused")).contains(
                "Kubernetes refuses to store the status of this resource",
                "status is ours", "The intended status was");
        operator.edit("no-status", "roomConfig: second");
        await("it is looked after").until(() -> operator.liveRooms().stream()
                .anyMatch(room -> "second".equals(room.roomConfig())));
        staysHealthyWhileItIsTriedAgain("no-status");
        assertThat(operator.status("no-status").phase()).isNull();

        webhook.relent("no-status");
        operator.awaitReason("no-status", "Active");
    }

    static Stream<Arguments> alteredStatus() {
        return Stream.of(
                argumentSet("the address", "no-address", true, List.of("/status/connection"), "status.connection"),
                argumentSet("the history", "no-history", true, List.of("/status/allocations"), "status.allocations"),
                argumentSet("the conditions, so that only an event can tell", "no-conditions", false,
                        List.of("/status/conditions"), "status.conditions"),
                argumentSet("everything", "no-status-at-all", false, List.of("/status"), "status.observedGeneration"));
    }

    @ParameterizedTest
    @MethodSource
    void alteredStatus(String name, boolean canTell, List<String> stripped, String named) {
        webhook.judge(name, write -> write.ofStatus() ? Verdict.strip(write, stripped) : Verdict.PASS);
        operator.apply(name, "region: Tokyo");

        assertThat(message(name, "WriteRefused")).contains("Kubernetes stores the status of this resource with other",
                named, "a mutating admission webhook");
        if (canTell) {
            HathoraRoomStatus status = operator.awaitReason(name, "WriteRefused");
            assertThat(status.condition("Stalled").getMessage()).contains(named);
            assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
        }
        staysHealthyWhileItIsTriedAgain(name);
        assertThat(webhook.writes(name).filter(Write::ofStatus).count()).as("no hot loop").isLessThan(10);
        // on a busy machine the webhook may also time out, which is told, too
        assertThat(messages(name, "WriteRefused")).filteredOn(told -> told.contains(named)).as("told once").hasSize(1);

        webhook.relent(name);
        HathoraRoomStatus status = operator.awaitReason(name, "Active");
        assertThat(status.connection()).isNotNull();
        assertThat(status.allocations()).isNotEmpty();
    }

    static Stream<Arguments> keptFinalizers() {
        return Stream.of(
                argumentSet("a policy", "kept", verdict(Verdict.deny("keep it")),
                        "Kubernetes refuses to store the removal of the finalizer hathora.dev/room"),
                argumentSet("a webhook that puts it back", "put-back", verdict(Verdict.change(
                        "[{\"op\": \"add\", \"path\": \"/metadata/finalizers\", \"value\": [\"hathora.dev/room\"]}]")),
                        "Kubernetes stores this resource with the finalizer hathora.dev/room, although the operator "
                                + "removed it"));
    }

    private static Function<Write, Verdict> verdict(Verdict onRelease) {
        return write -> write.operation().equals("UPDATE") && !write.ofStatus()
                && !write.object().at("/metadata/deletionTimestamp").isMissingNode()
                && write.object().at(FINALIZERS).isEmpty() ? onRelease : Verdict.PASS;
    }

    @ParameterizedTest
    @MethodSource("keptFinalizers")
    void aResourceThatIsNotReleasedSaysSoAndItsRoomIsGone(String name, Function<Write, Verdict> policy, String told) {
        String roomId = operator.active(name, "region: Tokyo");
        webhook.judge(name, policy);

        operator.resource(name).delete();

        HathoraRoomStatus status = operator.awaitReason(name, "WriteRefused");
        assertThat(status.condition("Stalled").getMessage()).contains(told).doesNotContain("abandon-room");
        assertThat(status.phase()).isEqualTo(Phase.DESTROYED);
        assertThat(operator.room(roomId).destroyedAt()).isNotNull();
        staysHealthyWhileItIsTriedAgain(name);
        assertThat(operator.changes(roomId)).as("Hathora is left alone").containsOnlyOnce("destroyRoom");

        webhook.relent(name);
        operator.awaitGone(name);
    }

    @Test
    void aResourceThatMayNotBeDeletedWhenItsTimeIsOverSaysSo() {
        webhook.judge("expired", write -> write.operation().equals("DELETE") ? Verdict.deny("keep it") : Verdict.PASS);
        String roomId = operator.active("expired", "region: Tokyo\nrestartPolicy: Never\nttlSecondsAfterFinished: 0");

        operator.hathora().destroyAsGame(roomId);

        assertThat(operator.awaitReason("expired", "WriteRefused").condition("Stalled").getMessage())
                .contains("Kubernetes refuses to store the deletion of this resource", "keep it");
        staysHealthyWhileItIsTriedAgain("expired");
        webhook.relent("expired");
        operator.awaitGone("expired");
    }

    @Test
    void aClaimThatCanNotBePutRightLeavesTheRoomLookedAfter() {
        String roomId = operator.active("unclaimed", "region: Tokyo");
        webhook.judge("unclaimed", judge(write -> write.object().at(ROOM_ID).asText().startsWith(roomId)
                ? Verdict.deny("no claims")
                : Verdict.PASS));
        operator.annotate("unclaimed", HathoraRoom.ROOM_ID, "edited");
        HathoraRoomStatus status = operator.awaitReason("unclaimed", "WriteRefused");
        assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
        assertThat(status.connection()).isNotNull();

        operator.edit("unclaimed", "state: Suspended");
        await("it costs no more money").atMost(PATIENCE)
                .until(() -> operator.room(roomId).status() == RoomStatus.SUSPENDED);
        operator.hathora().destroyAsGame(roomId);
        operator.edit("unclaimed", "state: Active");
        operator.await("unclaimed", "its end", s -> s.phase() != Phase.SUSPENDED
                && s.condition("Ready").getReason().equals("WriteRefused"));
        assertThat(roomsOf("unclaimed")).as("no claim, no next room").isEqualTo(1);

        webhook.relent("unclaimed");
        operator.annotate("unclaimed", "example.com/changed", "so it is tried at once");
        operator.await("unclaimed", "the next room", s -> s.restarts() == 1 && s.connection() != null);
    }

    private String message(String name, String reason) {
        return await(name + ": " + reason).atMost(PATIENCE).until(() -> messages(name, reason),
                messages -> !messages.isEmpty()).getFirst();
    }

    private List<String> messages(String name, String reason) {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(e -> e.getInvolvedObject().getName().equals(name) && e.getReason().equals(reason))
                .map(Event::getMessage).toList();
    }
}
