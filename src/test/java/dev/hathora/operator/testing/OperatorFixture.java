package dev.hathora.operator.testing;

import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.ElectionTiming;
import dev.hathora.operator.controller.kubernetes.LeaderElector;
import dev.hathora.operator.controller.kubernetes.Leadership;
import dev.hathora.operator.controller.kubernetes.LeaseFence;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.controller.kubernetes.ReplicaIdentity;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    private static final double RATE_LIMIT = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<String> MUTATIONS = Arrays.stream(Operation.values()).filter(Operation::isMutation)
            .map(Operation::hathoraName).collect(Collectors.toSet());

    private final KubernetesClient client;
    private final KubernetesClient operatorClient;
    private final String namespace;
    private final @Nullable LeaseName lease;
    private final Simulator simulator;
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final Duration pollInterval;
    private String token;
    private boolean adoptRestored;
    private Set<String> movedFrom = Set.of();
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
     * @param lease what the operator competes for; null: nothing
     */
    public OperatorFixture(KubernetesClient client, KubernetesClient operatorClient, String namespace,
            SimulatorOptions options, Duration pollInterval, @Nullable LeaseName lease) {
        this(client, operatorClient, namespace, Simulator.start(options), options.token(), pollInterval, lease);
    }

    private OperatorFixture(KubernetesClient client, KubernetesClient operatorClient, String namespace,
            Simulator simulator, String token, Duration pollInterval, @Nullable LeaseName lease) {
        this.client = client;
        this.operatorClient = operatorClient;
        this.namespace = namespace;
        this.simulator = simulator;
        this.token = token;
        this.pollInterval = pollInterval;
        this.lease = lease;
    }

    /** Starts a simulator with these options, and no operator yet. */
    public static OperatorFixture withoutOperator(KubernetesClient client, String namespace, SimulatorOptions options,
            Duration pollInterval) {
        return new OperatorFixture(client, client, namespace, options, pollInterval, null);
    }

    /** Takes over a simulator that was started with this token, and starts no operator yet. */
    public static OperatorFixture withoutOperator(KubernetesClient client, String namespace, Simulator simulator,
            String token, Duration pollInterval) {
        return new OperatorFixture(client, client, namespace, simulator, token, pollInterval, null);
    }

    /** Starts an operator that remembers nothing. */
    public void startOperator() {
        startOperator(operatorClient, cloud -> cloud);
    }

    /** Starts an operator that goes by this clock. */
    public void startOperator(InstantSource clock) {
        start(client, cloud -> cloud, clock, null, RATE_LIMIT);
    }

    /** Starts an operator that goes by this clock, and reaches Kubernetes in its own way. */
    public void startOperator(KubernetesClient kubernetes, InstantSource clock) {
        start(kubernetes, cloud -> cloud, clock, null, RATE_LIMIT);
    }

    /** Starts an operator that may make only so many calls to Hathora per second. */
    public void startOperatorWithLimit(double callsPerSecond) {
        start(client, cloud -> cloud, InstantSource.system(), null, callsPerSecond);
    }

    /** Starts an operator that may make only so many calls to Hathora per second, and reaches Kubernetes in its own way. */
    public void startOperatorWithLimit(KubernetesClient kubernetes, double callsPerSecond) {
        start(kubernetes, cloud -> cloud, InstantSource.system(), null, callsPerSecond);
    }

    /** Starts an operator that only sees resources with these labels. */
    public RoomOperator startAnother(String selector) {
        return start(client, cloud -> cloud, InstantSource.system(), selector, RATE_LIMIT);
    }

    /** Starts an operator that only sees resources in this namespace, and tells somebody what it does. */
    public RoomOperator startIn(String otherNamespace, OperatorObserver observer) {
        return start(client, cloud -> cloud, InstantSource.system(), null, RATE_LIMIT,
                Set.of(otherNamespace), observer);
    }

    /** Starts an operator that sees all namespaces and may make only so many calls to Hathora per second. */
    public void startOperatorEverywhere(double callsPerSecond) {
        start(operatorClient, cloud -> cloud, InstantSource.system(), null, callsPerSecond, Set.of(),
                OperatorObserver.NONE);
    }

    /** Starts an operator that remembers nothing, and reaches Kubernetes and Hathora in a way of its own. */
    public void startOperator(KubernetesClient kubernetes, UnaryOperator<HathoraCloud> hathora) {
        start(kubernetes, hathora, InstantSource.system(), null, RATE_LIMIT);
    }

    /** Starts an operator that reaches Hathora in a way of its own, and tells somebody what it does. */
    public void startOperator(UnaryOperator<HathoraCloud> hathora, OperatorObserver observer) {
        start(operatorClient, hathora, InstantSource.system(), null, RATE_LIMIT, Set.of(namespace), observer);
    }

    private RoomOperator start(KubernetesClient kubernetes, UnaryOperator<HathoraCloud> hathora, InstantSource clock,
            @Nullable String selector, double callsPerSecond) {
        return start(kubernetes, hathora, clock, selector, callsPerSecond, Set.of(namespace), OperatorObserver.NONE);
    }

    private RoomOperator start(KubernetesClient kubernetes, UnaryOperator<HathoraCloud> hathora, InstantSource clock,
            @Nullable String selector, double callsPerSecond, Set<String> watched, OperatorObserver observer) {
        var options = new RoomOperator.Options(endpoints(), APP, watched, selector,
                adoptRestored, pollInterval, callsPerSecond, true);
        LeaseFence fence = new LeaseFence(ElectionTiming.DEFAULT.lease(), System::nanoTime, () -> {});
        Leadership leadership = lease == null
                ? Leadership.ALONE
                : new LeaderElector(kubernetes, lease, ReplicaIdentity.of(System.getenv()), ElectionTiming.DEFAULT,
                        clock,
                        fence, () -> {});
        RoomOperator started = new RoomOperator(kubernetes, new ApiConnections(), leadership, () -> Optional.of(token),
                (t, outcomes) -> hathora.apply(new HttpHathoraCloud(simulator.uri(), () -> t, http,
                        lease == null ? outcomes : fence.around(outcomes))),
                options, clock, Metrics.NOOP, observer);
        operator = started;
        started.start();
        return started;
    }

    /** The operator that is running. */
    public RoomOperator operator() {
        return Objects.requireNonNull(operator, "none is running");
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

    /** Operators that are started from now on know that Hathora's API was here before, and is gone. */
    public void apiMovedFrom(URI gone) {
        movedFrom = Set.of(Endpoints.origin(gone));
    }

    private Endpoints endpoints() {
        return new Endpoints(Endpoints.origin(simulator.uri()), movedFrom, Set.of());
    }

    /** Operators that are started from now on take over the rooms of resources that were restored from a backup. */
    public void adoptRestored() {
        adoptRestored = true;
    }

    /** Applies a manifest; spec is given as YAML. */
    public HathoraRoom apply(String name, String spec) {
        return apply(name, spec, Map.of());
    }

    /** Applies a manifest with annotations. */
    public HathoraRoom apply(String name, String spec, Map<String, String> annotations) {
        return apply(name, spec, annotations, Map.of());
    }

    /** Applies a manifest with annotations and labels. */
    public HathoraRoom apply(String name, String spec, Map<String, String> annotations, Map<String, String> labels) {
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
        room.getMetadata().setLabels(labels);
        return client.resource(room).create();
    }

    /** Changes fields of spec, given as YAML; null takes a field away. */
    public HathoraRoom edit(String name, String spec) {
        var fields = client.getKubernetesSerialization().unmarshal(spec, JsonNode.class);
        var patch = JsonNodeFactory.instance.objectNode().set("spec", fields);
        return resource(name).patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                patch.toString());
    }

    /** Changes a resource as a person does, who tries again when the operator was faster. */
    public void change(String name, UnaryOperator<HathoraRoom> edit) {
        Awaitility.await(name + " is changed").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                // 422: what the patch is to take away is gone
                .ignoreExceptionsMatching(e -> e instanceof KubernetesClientException refused
                        && (refused.getCode() == HttpURLConnection.HTTP_CONFLICT || refused.getCode() == 422))
                .until(() -> resource(name).edit(edit) != null);
    }

    /** Sets an annotation; null takes it away. */
    public void annotate(String name, String annotation, @Nullable String value) {
        // a merge patch with null would leave a null behind in the mock server
        change(name, room -> {
            Map<String, String> annotations = new HashMap<>(
                    Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of()));
            if (value == null) {
                annotations.remove(annotation);
            } else {
                annotations.put(annotation, value);
            }
            room.getMetadata().setAnnotations(annotations);
            return room;
        });
    }

    /** How often an operation was called. */
    public long calls(Operation operation) {
        return simulator.stats().count(operation);
    }

    /** How often Hathora was asked about rooms, one by one or by their process. */
    public long looks() {
        return calls(Operation.GET_ROOM_INFO) + calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS)
                + calls(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);
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
        Awaitility.await(name + " gone").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> resource(name).get() == null);
    }

    /** Applies a manifest, waits until the room can be joined, and returns its id. */
    public String active(String name, String spec) {
        apply(name, spec);
        return Objects.requireNonNull(awaitReason(name, "Active").roomId());
    }

    /** A room as Hathora has it. */
    public SimulatedRoom room(String roomId) {
        return simulator.rooms().stream().filter(r -> r.roomId().equals(roomId)).findFirst().orElseThrow();
    }

    /** All rooms that Hathora ever had whose ids begin like this, oldest first. */
    public List<SimulatedRoom> rooms(String prefix) {
        return simulator.rooms().stream().filter(r -> r.roomId().startsWith(prefix)).toList();
    }

    /** The calls that were to change a room, as Hathora recorded them, oldest first. */
    public List<String> changes(String roomId) {
        return calls(roomId).filter(MUTATIONS::contains).toList();
    }

    /** Waits until the operator has looked at a room so many times more, and so had the time to do what it must not. */
    public void awaitLooks(String roomId, int looks) {
        long before = looks(roomId);
        Awaitility.await(roomId + ": " + looks + " more looks").atMost(PATIENCE)
                .until(() -> looks(roomId) >= before + looks);
    }

    /** Waits until Hathora has refused a token. */
    public void awaitRefusal(Operation operation) {
        Awaitility.await(operation + " refused").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> simulator.stats().count(operation, 401) > 0);
    }

    /** Waits until so many more calls have succeeded. */
    public void awaitSuccesses(Operation operation, int more) {
        long before = simulator.stats().count(operation, 200);
        Awaitility.await(operation + " answered").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> simulator.stats().count(operation, 200) >= before + more);
    }

    /** Looks at the room on its own, or at the rooms of a process. */
    private long looks(String roomId) {
        return calls(roomId).filter(Operation.GET_ROOM_INFO.hathoraName()::equals).count()
                + calls(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS) + calls(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);
    }

    private Stream<String> calls(String roomId) {
        return simulator.history(roomId).stream().filter(entry -> entry.status() != 0).map(HistoryEntry::operation);
    }

    /** Hathora as another user of it, without the operator. */
    public HathoraCloud somebodyElse() {
        return PatientCloud.of(simulator.uri(), () -> token, http);
    }

    /** Creates or changes a Secret, whose owner allows it to be used as a token. */
    public void putSecret(String name, Map<String, String> data) {
        client.resource(new SecretBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .addToLabels(CredentialsSecretRef.LABEL, "true").endMetadata().withStringData(data).build())
                .serverSideApply();
    }

    /** A Secret's data, decoded; null where there is no such Secret. */
    public @Nullable Map<String, String> secret(String name) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        return secret == null
                ? null
                : secret.getData().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                        e -> new String(Base64.getDecoder().decode(e.getValue()), StandardCharsets.UTF_8)));
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

    /** How often something was told about a resource. */
    public int eventCount(String name, String reason) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(e -> e.getInvolvedObject().getName().equals(name) && e.getReason().equals(reason))
                .mapToInt(Event::getCount).sum();
    }

    @Override
    public void close() {
        stopOperator();
        simulator.close();
    }
}
