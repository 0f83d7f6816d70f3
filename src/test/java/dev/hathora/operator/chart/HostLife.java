package dev.hathora.operator.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.host.Caller;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.runtime.kubernetes.TlsProxy;
import dev.hathora.operator.host.store.PortNumbers;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Everything that a host does in a namespace, step by step. If a step is not reached, something is broken. */
final class HostLife implements AutoCloseable {
    private static final String APPLICATION = "chess";
    private static final String KEY = "chosen-key";
    private static final String CHOSEN = "a-secret-of-at-least-32-characters";
    private static final String FIRST = "first";
    private static final String LOST = "lost";

    /** In the order in which they have to be taken. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    enum Step {
        STARTS(HostLife::start, life -> life.host != null),
        HOLDS_THE_APPLICATION(life -> life.apply("image: 'game:1'"), life -> life.application()
                .hasFinalizer(HathoraApplication.FINALIZER)),
        PUBLISHES_THE_KEY(life -> {}, life -> life.key() != null),
        TELLS_STATUS(life -> {}, life -> life.ready().map(Condition::getReason).filter("Served"::equals).isPresent()),
        TELLS_EVENTS(life -> {}, life -> life.events("DeploymentCreated").findAny().isPresent()),
        PROTECTS_GAMES(life -> life.createRoom(FIRST), life -> life.admin.policy().v1().podDisruptionBudget()
                .inNamespace(life.namespace).withName("hathora-games").get() != null),
        CREATES_A_POD(life -> {}, life -> life.pod(FIRST) != null),
        READS_OUTPUT(HostLife::readsOutput, HostLife::readsOutput),
        TELLS_WHY_IT_DOES_NOT_START(HostLife::warn, life -> life.ready().map(Condition::getMessage)
                .filter(message -> message.contains("FailedMount")).isPresent()),
        NOTICES_THE_POD(life -> PlayedNode.reportRunning(life.admin, life.awaitedPod(
                FIRST)), life -> life.address() != null),
        TELLS_THE_ADDRESS_OF_THE_NODE(life -> {}, life -> PlayedNode.PUBLIC_HOST.equals(life.address())),
        NOTICES_A_DRAINED_NODE(life -> life.node.cordon(), life -> life.isDraining(FIRST)),
        PUBLISHES_ANOTHER_KEY(HostLife::chooseKey, life -> CHOSEN.equals(life.key())),
        NOTICES_A_CHANGE(life -> life.apply("image: 'game:2'"), life -> life.status().deployments().size() == 2),
        COUNTS_EVENTS(HostLife::failTwice, life -> life.events("SecretUnusable")
                .anyMatch(event -> event.getCount() > 1)),
        NOTICES_A_LOST_NODE(HostLife::loseNode, life -> life.cloud().getRoomInfo(life.appId(), LOST)
                .status() == RoomStatus.DESTROYED),
        ENDS_GAMES(life -> life.resource().delete(), life -> life.awaitedPod(FIRST).getMetadata()
                .getDeletionTimestamp() != null),
        LETS_THE_APPLICATION_GO(HostLife::confirmTheEnd, life -> life.resource().get() == null);

        private final Consumer<HostLife> action;
        private final Predicate<HostLife> reached;

        Step(Consumer<HostLife> action, Predicate<HostLife> reached) {
            this.action = action;
            this.reached = reached;
        }

        void begin(HostLife life) {
            action.accept(life);
        }

        boolean isReached(HostLife life) {
            return reached.test(life);
        }
    }

    private final KubernetesClient admin;
    private final KubernetesClient restricted;
    private final String namespace;
    private final Path folder;
    private final PlayedNode node;
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private @Nullable Host host;
    private @Nullable Caller caller;
    private String refusal = "";
    /** By room; they are known when the application is gone. */
    private final Map<String, String> processes = new ConcurrentHashMap<>();

    /**
     * @param restricted the client of the host, which may do what is granted, and which the host closes
     * @param folder for the records
     */
    HostLife(KubernetesClient admin, KubernetesClient restricted, String namespace, Path folder) {
        this.admin = admin;
        this.restricted = restricted;
        this.namespace = namespace;
        this.folder = folder;
        node = new PlayedNode(admin, "node-" + namespace);
        node.create();
    }

    private void start() {
        HostOptions options = new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DatabaseAddress("jdbc:sqlite:" + folder.resolve(namespace + ".db"), null, null),
                () -> HostProgram.TOKEN, new PortNumbers(20_000, 20_999), null, null,
                new HostOptions.Kubernetes(Set.of(namespace), "127.0.0.1", null, TlsProxy.DEFAULT, () -> restricted));
        try {
            host = Host.start(options);
            caller = new Caller(host.uri());
        } catch (RuntimeFailure e) {
            refusal = String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why the host did not start; empty if it did. */
    String refusal() {
        return refusal;
    }

    /** What the application's conditions say. */
    String told() {
        return ready().map(Condition::getMessage).orElse("");
    }

    private Host host() {
        return Objects.requireNonNull(host);
    }

    private HathoraCloud cloud() {
        return PatientCloud.of(host().uri(), () -> HostProgram.TOKEN, http);
    }

    private String appId() {
        return "app-" + namespace;
    }

    /** @param more fields of spec, a line each */
    private void apply(String more) {
        admin.resource(admin.getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s, namespace: %s}
                spec:
                  appId: %s
                  roomsPerProcess: 1
                  # what can't be watched is noticed late
                  startTimeout: 10m
                """.formatted(APPLICATION, namespace, appId()) + more.indent(2), HathoraApplication.class))
                .forceConflicts().serverSideApply();
    }

    private Resource<HathoraApplication> resource() {
        return admin.resources(HathoraApplication.class).inNamespace(namespace).withName(APPLICATION);
    }

    private HathoraApplication application() {
        return Objects.requireNonNull(resource().get());
    }

    private HathoraApplicationStatus status() {
        HathoraApplicationStatus status = application().getStatus();
        return status == null ? HathoraApplicationStatus.EMPTY : status;
    }

    private Optional<Condition> ready() {
        return Optional.ofNullable(resource().get()).map(HathoraApplication::getStatus)
                .map(status -> status.condition("Ready"));
    }

    private @Nullable String key() {
        Secret secret = admin.secrets().inNamespace(namespace).withName(APPLICATION + "-app-secret").get();
        return secret == null
                ? null
                : new String(Base64.getDecoder().decode(secret.getData().get("secret")), StandardCharsets.UTF_8);
    }

    private Stream<Event> events(String reason) {
        return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals(reason));
    }

    private void createRoom(String roomId) {
        cloud().createRoom(appId(), roomId, new CreateRoomRequest("Frankfurt", null, null, null));
    }

    private String process(String roomId) {
        return processes.computeIfAbsent(roomId, id -> Objects
                .requireNonNull(cloud().getRoomInfo(appId(), id).currentAllocation()).processId());
    }

    private @Nullable Pod pod(String roomId) {
        return admin.pods().inNamespace(namespace).withName(process(roomId)).get();
    }

    private Pod awaitedPod(String roomId) {
        return Awaitility.await().until(() -> pod(roomId), Objects::nonNull);
    }

    /** There is none, because no kubelet runs it. */
    private boolean readsOutput() {
        try {
            return Objects.requireNonNull(caller)
                    .get("/logs/v1/%s/process/%s".formatted(appId(), process(FIRST))).status() == 200;
        } catch (UncheckedIOException e) {
            // it is cut off
            return false;
        }
    }

    private void warn() {
        Pod pod = awaitedPod(FIRST);
        PlayedNode.bind(admin, pod, node.name());
        admin.resource(new EventBuilder().withNewMetadata().withGenerateName("e-").withNamespace(namespace)
                .endMetadata().withType("Warning").withReason("FailedMount").withMessage("configmap not found")
                .withNewInvolvedObject().withKind("Pod").withNamespace(namespace)
                .withUid(pod.getMetadata().getUid()).withName(pod.getMetadata().getName()).endInvolvedObject().build())
                .create();
    }

    private @Nullable String address() {
        ExposedPort port = cloud().getConnectionInfo(appId(), FIRST).exposedPort();
        return port == null ? null : port.host();
    }

    private boolean isDraining(String roomId) {
        return Objects.requireNonNull(caller)
                .get("/processes/v3/apps/%s/processes/%s".formatted(appId(), process(roomId))).json().path("status")
                .asText().equals("draining");
    }

    private void chooseKey() {
        admin.resource(new SecretBuilder().withNewMetadata().withName(KEY).withNamespace(namespace)
                .addToLabels(CredentialsSecretRef.LABEL, "true").endMetadata()
                .withStringData(Map.of("secret", CHOSEN)).build()).create();
        apply("image: 'game:1'\nappSecretRef: {name: %s, key: secret}".formatted(KEY));
    }

    private void failTwice() {
        for (int times = 1; times <= 2; times++) {
            apply("image: 'game:2'\ntokenSecretRefs: [{name: none}]");
            awaitReason("SecretUnusable");
            apply("image: 'game:2'");
            awaitReason("Served");
        }
    }

    private void awaitReason(String reason) {
        Awaitility.await(reason)
                .until(() -> ready().map(Condition::getReason).filter(reason::equals).isPresent());
    }

    private void loseNode() {
        createRoom(LOST);
        Pod pod = awaitedPod(LOST);
        PlayedNode.bind(admin, pod, "gone-" + namespace);
        PlayedNode.reportRunning(admin, pod);
    }

    /** As the kubelet does when a game has ended. */
    private void confirmTheEnd() {
        admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
    }

    @Override
    public void close() {
        if (caller != null) {
            caller.close();
        }
        if (host != null) {
            host.close();
        }
        http.close();
        node.remove();
        confirmTheEnd();
    }
}
