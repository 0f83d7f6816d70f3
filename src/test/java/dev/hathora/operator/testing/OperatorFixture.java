package dev.hathora.operator.testing;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HttpHathoraCloud;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An operator that works on a cluster and a simulator, and short ways to use it as a user would. */
public final class OperatorFixture implements AutoCloseable {
    /** The application that resources of tests are in. */
    public static final String APP = "app-af469a92-5b45-4565-b3c4-b79878de67d2";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KubernetesClient client;
    private final KubernetesClient operatorClient;
    private final String namespace;
    private final @Nullable String leaseNamespace;
    private final Simulator simulator;
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final Duration pollInterval;
    private String token;
    private @Nullable RoomOperator operator;

    /** Starts a simulator with these options and an operator on this namespace. */
    public OperatorFixture(KubernetesClient client, String namespace, SimulatorOptions options, Duration pollInterval) {
        this(client, client, namespace, options, pollInterval, null);
        startOperator();
    }

    /**
     * Starts a simulator; the operator is to be started.
     *
     * @param client the user's
     * @param operatorClient the operator's, with rights of its own
     * @param leaseNamespace where the operator competes for its lease; null: it does not
     */
    public OperatorFixture(KubernetesClient client, KubernetesClient operatorClient, String namespace,
            SimulatorOptions options, Duration pollInterval, @Nullable String leaseNamespace) {
        this.client = client;
        this.operatorClient = operatorClient;
        this.namespace = namespace;
        this.simulator = Simulator.start(options);
        this.token = options.token();
        this.pollInterval = pollInterval;
        this.leaseNamespace = leaseNamespace;
    }

    /** Starts an operator that remembers nothing. */
    public void startOperator() {
        var options = new RoomOperator.Options(APP, Set.of(namespace), null, pollInterval, leaseNamespace,
                () -> {});
        operator = new RoomOperator(operatorClient, () -> Optional.of(token),
                t -> new HttpHathoraCloud(simulator.uri(), () -> t, http, CallObserver.NONE), options,
                InstantSource.system(), Metrics.NOOP);
        operator.start();
    }

    /** Stops the operator in good order. */
    public void stopOperator() {
        if (operator != null) {
            operator.close();
            operator = null;
        }
    }

    /** Hathora. */
    public Simulator hathora() {
        return simulator;
    }

    /** The token that the operator has from now on. */
    public void operatorToken(String now) {
        token = now;
    }

    /** Applies a manifest; spec is given as YAML. */
    public HathoraRoom apply(String name, String spec) {
        return apply(name, spec, Map.of());
    }

    /** Applies a manifest with annotations. */
    public HathoraRoom apply(String name, String spec, Map<String, String> annotations) {
        String manifest = """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata:
                  name: %s
                  namespace: %s
                spec:
                %s
                """.formatted(name, namespace, spec.indent(2));
        HathoraRoom room = client.getKubernetesSerialization().unmarshal(manifest, HathoraRoom.class);
        room.getMetadata().setAnnotations(annotations);
        return client.resource(room).create();
    }

    /** Changes fields of spec, given as YAML; null takes a field away. */
    public HathoraRoom edit(String name, String spec) {
        var fields = client.getKubernetesSerialization().unmarshal(spec, JsonNode.class);
        var patch = JsonNodeFactory.instance.objectNode().set("spec", fields);
        return resource(name).patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                patch.toString());
    }

    /** How often an operation was called. */
    public long calls(Operation operation) {
        return simulator.stats().count(operation);
    }

    /** A resource by name. */
    public Resource<HathoraRoom> resource(String name) {
        return client.resources(HathoraRoom.class).inNamespace(namespace).withName(name);
    }

    /** The status of a resource now. */
    public HathoraRoomStatus status(String name) {
        HathoraRoom room = resource(name).get();
        return room == null || room.getStatus() == null ? HathoraRoomStatus.EMPTY : room.getStatus();
    }

    /** The reason of a resource's condition Ready now; empty where it has none yet. */
    public String readyReason(String name) {
        Condition ready = status(name).condition("Ready");
        return ready == null ? "" : ready.getReason();
    }

    /** Waits until status is as wanted. */
    public HathoraRoomStatus await(String name, String what, Predicate<HathoraRoomStatus> wanted) {
        return Awaitility.await(name + ": " + what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> status(name), wanted);
    }

    /** Waits until Ready has this reason. */
    public HathoraRoomStatus awaitReason(String name, String reason) {
        return await(name, reason,
                s -> s.condition("Ready") != null && s.condition("Ready").getReason().equals(reason));
    }

    /** Waits until a resource is gone. */
    public void awaitGone(String name) {
        Awaitility.await(name + " gone").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                .until(() -> resource(name).get() == null);
    }

    /** The rooms that cost money now. */
    public List<SimulatedRoom> liveRooms() {
        return simulator.rooms().stream().filter(r -> r.destroyedAt() == null).toList();
    }

    /** The reasons of the events about a resource, in no order. */
    public List<String> eventReasons(String name) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(e -> e.getInvolvedObject().getName().equals(name)).map(Event::getReason).toList();
    }

    @Override
    public void close() {
        stopOperator();
        simulator.close();
    }
}
