package dev.hathora.operator.host.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.store.ApplicationCensus;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RuntimeStore;
import dev.hathora.operator.testing.DocumentedRights;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** Records of its own, and what reconciles them with the HathoraApplications of a namespace. */
final class ClusterFixture implements AutoCloseable {
    final TestCluster cluster;
    final ApplicationStore store;
    final ProcessStore processes;
    final AtomicInteger changes = new AtomicInteger();
    /** By id of the process. */
    final Map<String, String> problems = new ConcurrentHashMap<>();
    volatile Duration ahead = Duration.ZERO;
    volatile boolean leads = true;
    private final Set<String> namespaces;
    private final KubernetesClient host;
    private final Database database;
    private @Nullable ClusterApplications applications;

    ClusterFixture(TestCluster cluster, Path folder, String... more) {
        this.cluster = cluster;
        this.namespaces = Stream.concat(Stream.of(cluster.namespace()),
                Stream.of(more)).collect(Collectors.toSet());
        database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
        store = new ApplicationStore(database);
        processes = new ProcessStore(database, new PortNumbers(20_000, 20_999), new Random(1));
        new RuntimeStore(database, processes).register(new RuntimeId("pods", "here"));
        host = withDocumentedRights();
        start();
    }

    /** A client that may do in the namespace what the documentation asks for there, and nothing else. */
    private KubernetesClient withDocumentedRights() {
        String name = "host";
        ObjectMeta metadata = new ObjectMetaBuilder().withName(name).withNamespace(cluster.namespace()).build();
        HasMetadata role = new RoleBuilder().withMetadata(metadata)
                .withRules(DocumentedRights.of("namespaces").map(DocumentedRights::rule).toList()).build();
        HasMetadata account = new ServiceAccountBuilder().withMetadata(metadata).build();
        HasMetadata binding = new RoleBindingBuilder().withMetadata(metadata).withNewRoleRef()
                .withKind("Role").withName(name).endRoleRef().addNewSubject().withKind("ServiceAccount")
                .withName(name).withNamespace(cluster.namespace()).endSubject().build();
        for (HasMetadata resource : List.of(role, account, binding)) {
            var unused = cluster.client().resource(resource).createOr(NonDeletingOperation::update);
        }
        return new KubernetesClientBuilder().withKubernetesSerialization(ResourceSerialization.create())
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(cluster.client().getConfiguration().getMasterUrl())
                        .withCaCertData(cluster.client().getConfiguration().getCaCertData())
                        .withCaCertFile(cluster.client().getConfiguration().getCaCertFile())
                        .withOauthToken(cluster.token(name)).build())
                .build();
    }

    Instant now() {
        return Instant.now().plus(ahead);
    }

    void start() {
        applications = ClusterApplications.open(host, namespaces,
                new ClusterApplications.Records(store, new ApplicationCensus(database),
                        starting -> Optional.ofNullable(problems.get(starting.processId())), changes::incrementAndGet),
                () -> leads, this::now);
    }

    void stop() {
        if (applications != null) {
            applications.close();
        }
    }

    void apply(String name, String spec) {
        applyIn(cluster.namespace(), name, spec);
    }

    void applyIn(String namespace, String name, String spec) {
        var unused = cluster.client().resource(cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s, namespace: %s}
                spec: %s
                """.formatted(name, namespace, spec), HathoraApplication.class))
                .patch(new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withForce(true)
                        .withFieldManager("user").build());
    }

    void secret(String name, Map<String, String> values) {
        secret(name, values, Map.of(CredentialsSecretRef.LABEL, "true"));
    }

    void secret(String name, Map<String, String> values, Map<String, String> labels) {
        var unused = cluster.client().resource(new SecretBuilder().withNewMetadata().withName(name)
                .withNamespace(cluster.namespace()).withLabels(labels).endMetadata().withStringData(values).build())
                .createOr(NonDeletingOperation::update);
    }

    @Nullable
    HathoraApplication get(String name) {
        return cluster.client().resources(HathoraApplication.class).inNamespace(cluster.namespace()).withName(name)
                .get();
    }

    HathoraApplicationStatus status(String name) {
        HathoraApplication application = get(name);
        return application == null ? HathoraApplicationStatus.EMPTY : application.getStatus();
    }

    /** Waits until the condition Ready of a resource has this reason, for its present generation. */
    HathoraApplicationStatus awaitReason(String name, String reason) {
        return awaitStatus(name, status -> ready(status).getReason().equals(reason));
    }

    HathoraApplicationStatus awaitStatus(String name, Predicate<HathoraApplicationStatus> wanted) {
        return await(name).until(() -> status(name),
                status -> status.condition("Ready") != null && wanted.test(status)
                        && Objects.equals(status.observedGeneration(),
                                Objects.requireNonNull(get(name)).getMetadata().getGeneration()));
    }

    static Condition ready(HathoraApplicationStatus status) {
        return Objects.requireNonNull(status.condition("Ready"));
    }

    Optional<Application> living(String name) {
        return store.living().stream().filter(application -> application.name().equals(name)).findFirst();
    }

    /** Records a process of the newest deployment. */
    String process(String appId) {
        var deployment = store.newest(appId).orElseThrow();
        return processes.create(appId, deployment.deploymentId(), "Tokyo",
                new NewProcess(UUID.randomUUID().toString(), "pods", 1, "127.0.0.1", deployment.ports(), 10), now())
                .processId();
    }

    /** The reasons of the events about a resource. */
    List<String> events(String name) {
        return cluster.client().v1().events().inNamespace(cluster.namespace())
                .withField("involvedObject.name", name).list().getItems().stream()
                .map(event -> event.getReason() + " x" + event.getCount()).sorted().toList();
    }

    @Override
    public void close() {
        stop();
        host.close();
        database.close();
    }
}
