package dev.hathora.operator.host.pods;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.host.Caller;
import dev.hathora.operator.host.EchoGame;
import dev.hathora.operator.host.HostProgram;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A namespace of a cluster with a real node, and hosts as users start them, in JVMs of their own. The cluster is that of
 * the kubeconfig in {@code HATHORA_IT_NODE}, and its node must have the image {@code jre:25}: any Java runtime.
 */
final class NodeFixture implements AutoCloseable {
    /** The variable with the kubeconfig. */
    static final String VARIABLE = "HATHORA_IT_NODE";
    /**
     * The variable with a program that breaks things, called with {@code off NODE} and {@code on NODE} (power), {@code
     * kubelet NODE} (killed and started again) and {@code apiserver} (the same).
     */
    static final String FAULTS = "HATHORA_IT_NODE_FAULTS";
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String IMAGE = "jre:25";

    final KubernetesClient client;
    final String namespace;
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final Path folder;
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private final List<String> namespaces = new ArrayList<>();

    NodeFixture(Path folder) throws IOException {
        this.folder = folder;
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Path.of(System.getenv(VARIABLE)).toFile()))
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        for (String crd : List.of("hathoraapplications", "hathorarooms")) {
            client.resource(client.getKubernetesSerialization().unmarshal(Files.readString(Path.of(
                    "crds/%s.hathora.dev-v1.yml".formatted(crd))), CustomResourceDefinition.class)).forceConflicts()
                    .serverSideApply();
            Awaitility.await(crd).atMost(PATIENCE)
                    .until(() -> client.raw("/apis/hathora.dev/v1alpha1/" + crd) != null);
        }
        namespace = createNamespace();
    }

    /** Creates a namespace with the class of the game. */
    String createNamespace() throws IOException {
        String name = client.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-it-")
                .endMetadata().build()).create().getMetadata().getName();
        namespaces.add(name);
        try (var compiled = Objects.requireNonNull(EchoGame.class.getResourceAsStream("EchoGame.class"))) {
            client.resource(new ConfigMapBuilder().withNewMetadata().withName("game").withNamespace(name).endMetadata()
                    .addToBinaryData("game", Base64.getEncoder().encodeToString(compiled.readAllBytes())).build())
                    .create();
        }
        return name;
    }

    /** Has an application, whose id is {@code app-NAME-NAMESPACE}. */
    String apply(String name, String more) {
        String appId = appId(name);
        apply(namespace, name, appId, IMAGE, more);
        return appId;
    }

    String appId(String name) {
        return "app-" + name + "-" + namespace;
    }

    /** Has an application in any namespace, with further fields of spec, a line each. */
    void apply(String where, String name, String appId, String image, String more) {
        client.resource(client.getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s, namespace: %s}
                spec:
                  appId: %s
                  image: %s
                  command: [java, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -Xmx64m, -cp, /game, %s]
                  containerPort: 7777
                  requestedCPU: 50m
                  requestedMemory: 256Mi
                  terminationGracePeriod: 2s
                  podTemplate:
                    spec:
                      containers:
                        - name: game
                          imagePullPolicy: IfNotPresent
                          volumeMounts: [{name: game, mountPath: /game}]
                      volumes:
                        - name: game
                          configMap: {name: game, items: [{key: game, path: dev/hathora/operator/host/EchoGame.class}]}
                %s
                """.formatted(name, where, appId, image, EchoGame.class.getName(), more.indent(2)),
                HathoraApplication.class)).forceConflicts().serverSideApply();
    }

    /** What the host says of an application. */
    HathoraApplicationStatus status(String where, String name) {
        return client.resources(HathoraApplication.class).inNamespace(where).withName(name).get().getStatus();
    }

    /** The message of the condition Ready, once it has this reason. */
    String awaitReason(String where, String name, String reason) {
        Awaitility.await(name + " " + reason).atMost(PATIENCE).until(() -> {
            var ready = status(where, name).condition("Ready");
            return ready != null && ready.getReason().equals(reason);
        });
        return Objects.requireNonNull(status(where, name).condition("Ready")).getMessage();
    }

    /** Starts a host with SQLite. */
    RunningHost startHost(String... arguments) {
        return start("jdbc:sqlite:" + folder.resolve("records.db"), arguments);
    }

    /** Starts a host for all namespaces of this test. */
    RunningHost start(String database, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--port", "0", "--runtime", "kubernetes", "--namespaces",
                String.join(",", namespaces), "--database", database));
        all.addAll(List.of(arguments));
        HostProgram program = HostProgram.start(folder, Map.of("KUBECONFIG", System.getenv(VARIABLE)),
                all.toArray(String[]::new));
        opened.push(program::close);
        var uri = program.awaitUri();
        Caller caller = new Caller(uri);
        opened.push(caller::close);
        return new RunningHost(program, PatientCloud.of(uri, () -> HostProgram.TOKEN, http),
                caller);
    }

    /** A host that runs, and those who ask it. */
    record RunningHost(HostProgram program, HathoraCloud cloud, Caller caller) {
        ExposedPort create(String appId, String roomId) {
            cloud.createRoom(appId, roomId, new CreateRoomRequest("Frankfurt", "$(HATHORA_PROCESS_ID)", null, null));
            return awaitPort(appId, roomId);
        }

        ExposedPort awaitPort(String appId, String roomId) {
            Awaitility.await(roomId).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                    .until(() -> cloud.getConnectionInfo(appId, roomId).exposedPort() != null);
            return Objects.requireNonNull(cloud.getConnectionInfo(appId, roomId).exposedPort());
        }

        String processOf(String appId, String roomId) {
            return Objects.requireNonNull(cloud.getRoomInfo(appId, roomId).currentAllocation()).processId();
        }

        RoomStatus status(String appId, String roomId) {
            return cloud.getRoomInfo(appId, roomId).status();
        }

        void awaitDestroyed(String appId, String roomId) {
            Awaitility.await(roomId).atMost(PATIENCE).ignoreExceptions()
                    .until(() -> status(appId, roomId) == RoomStatus.DESTROYED);
        }

        /** What the API says of a process. */
        String process(String appId, String processId, String field) {
            return caller.get("/processes/v3/apps/%s/processes/%s".formatted(appId, processId)).json().path(field)
                    .asText();
        }

        String exitReason(String appId, String processId) {
            return process(appId, processId, "summaryExitReason");
        }
    }

    /** Its Pod; null if there is none. */
    @Nullable
    Pod podOf(String processId) {
        return client.pods().inNamespace(namespace).withName(processId).get();
    }

    /** The ids of the Pods of an application that are not over. */
    List<String> podsOf(String appId) {
        return client.pods().inNamespace(namespace).withLabel("hathora.dev/app-id", appId).list().getItems().stream()
                .filter(pod -> !List.of("Failed", "Succeeded").contains(pod.getStatus().getPhase()))
                .map(pod -> pod.getMetadata().getName()).toList();
    }

    /** The node of a process. */
    String nodeOf(String processId) {
        return Objects.requireNonNull(podOf(processId)).getSpec().getNodeName();
    }

    void cordon(String node, boolean cordoned) {
        client.nodes().withName(node).edit(n -> {
            n.getSpec().setUnschedulable(cordoned);
            return n;
        });
    }

    /** Breaks something, and repairs it in part. */
    static void fault(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getenv(FAULTS)));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(String.join(" ", words)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", words)).isZero();
    }

    /** Waits until the API server answers. */
    void awaitApiServer() {
        Awaitility.await("the API server").atMost(PATIENCE).until(() -> {
            try {
                return client.resources(HathoraApplication.class).inNamespace(namespace).list() != null;
            } catch (KubernetesClientException e) {
                return false;
            }
        });
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
        http.close();
        for (String name : namespaces) {
            client.resources(HathoraApplication.class).inNamespace(name).list().getItems().forEach(
                    application -> client.resource(application).edit(a -> {
                        a.getMetadata().setFinalizers(List.of());
                        return a;
                    }));
            client.namespaces().withName(name).delete();
        }
        client.close();
    }
}
