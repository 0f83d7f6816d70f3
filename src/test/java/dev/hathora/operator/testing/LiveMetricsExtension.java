package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import static java.util.Map.entry;

/** What {@link LiveMetrics} does. */
final class LiveMetricsExtension implements ParameterResolver {
    private static final Namespace STORE = Namespace.create(LiveMetricsExtension.class);
    /** The last that this life leads to. The JVM tells of a collection of garbage when there was one. */
    private static final Map<String, Integer> AWAITED = Map.ofEntries(entry("reconciliations_retries_total", 1),
            entry("jvm_gc_pause_seconds_count", 1), entry("hathora_rooms_unaccounted", 1),
            entry("hathora_drift_corrected_total{correction=\"config\"}", 1),
            entry("hathora_drift_corrected_total{correction=\"resume\"}", 1),
            entry("hathora_drift_corrected_total{correction=\"suspend\"}", 1),
            entry("hathora_rooms_ready{status=\"True\"}", 7), entry("hathora_room_time_to_ready_seconds_count", 9),
            entry("hathora_rooms_stalled{reason=\"CredentialsMissing\"}", 1),
            entry("hathora_room_sets{reason=\"Complete\"}", 1),
            entry("hathora_room_sets{reason=\"InvalidTemplate\"}", 1));

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scrape.class;
    }

    @Override
    public Scrape resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(STORE).getOrComputeIfAbsent(Scrape.class, type -> live(), Scrape.class);
    }

    private static Scrape live() {
        try (MockCluster cluster = new MockCluster();
                OperatorFixture user = OperatorFixture.withoutOperator(cluster.client(), "games",
                        SimulatorOptions.defaults().withBoot(Duration.ZERO).withRoomsPerProcess(8),
                        Duration.ofSeconds(1))) {
            Path kubeconfig = OperatorProgram.kubeconfig(Files.createTempDirectory("metrics"),
                    cluster.client().getMasterUrl().toString());
            try (OperatorProgram program = new OperatorProgram(Map.of("KUBECONFIG", kubeconfig.toString(),
                    "HATHORA_API_URL", user.hathora().uri().toString(), "HATHORA_DEV_TOKEN", "dev-token",
                    "HATHORA_APP_ID", OperatorFixture.APP, "WATCH_NAMESPACES", "games", "POLL_INTERVAL", "1s"),
                    "logback.xml")) {
                program.awaitOutput("Started");
                wrongs(cluster, user);
                drift(user);
                sets(cluster);
                return Awaitility.await("all that is to be told").atMost(Duration.ofSeconds(90))
                        .until(() -> new Scrape(program.metrics()), scrape -> AWAITED.entrySet().stream()
                                .allMatch(e -> scrape.value(e.getKey()).orElse(0.0) >= e.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void wrongs(MockCluster cluster, OperatorFixture user) {
        // only an API server that checks nothing takes such a Secret
        cluster.client().resource(new SecretBuilder().withNewMetadata().withName("broken")
                .withNamespace("games").addToLabels(CredentialsSecretRef.LABEL, "true").endMetadata()
                .addToData("token", "%").build()).create();
        user.apply("broken", "region: Tokyo\ncredentialsSecretRef: {name: broken}");
        user.apply("stalled", "region: London\ncredentialsSecretRef: {name: missing}");
        user.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(503)).times(1));
        user.active("lobby", "region: Tokyo");
    }

    /** A set is scaled up and down, and another one can't have rooms. */
    private static void sets(MockCluster cluster) {
        SetUser user = new SetUser(cluster.client(), "games");
        user.create("hubs", "replicas: 3\ntemplate: {spec: {region: Tokyo}}");
        user.awaitComplete("hubs");
        user.annotate(user.names("hubs").getFirst(), HathoraRoomSet.IN_USE, "true");
        user.await("hubs", "one room is in use", status -> status.inUse() == 1);
        // the API server of this test has no scale subresource
        HathoraRoomSet unused = user.resource("hubs").patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"replicas\":2}}");
        user.await("hubs", "two rooms are left", status -> status.replicas() == 2);
        Awaitility.await("the third one is gone").atMost(Duration.ofMinutes(3))
                .until(() -> user.names("hubs").size() == 2);
        // only an API server that checks nothing takes such a template
        user.create("reserved",
                "replicas: 4\ntemplate: {metadata: {labels: {hathora.dev/a: b}}, spec: {region: Tokyo}}");
        user.awaitReason("reserved", "InvalidTemplate");
    }

    /** Somebody else changes rooms that are as they should be, ends one, and makes one. */
    private static void drift(OperatorFixture user) {
        String configured = user.active("configured", "region: Tokyo\nroomConfig: ours");
        String woken = user.active("suspended", "region: Tokyo");
        user.edit("suspended", "state: Suspended");
        user.awaitReason("suspended", "Suspended");
        String put = user.active("put-to-sleep", "region: Tokyo");
        String over = user.active("over", "region: Tokyo");
        user.hathora().setRoomConfig(configured, "theirs");
        user.somebodyElse().suspendRoom(OperatorFixture.APP, put);
        user.somebodyElse().getConnectionInfo(OperatorFixture.APP, woken);
        user.hathora().destroyAsGame(over);
        user.somebodyElse().createRoom(OperatorFixture.APP, "stray",
                new CreateRoomRequest("Tokyo", null, null, List.of()));
    }
}
