package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A namespace with the class of a game in a ConfigMap, and Pods that run it as somebody without a host would: with what
 * the restricted Pod Security Standard demands, and without a token, as with a host.
 *
 * @param address where the ports of the only node are reached
 */
record BarePods(KubernetesClient client, String namespace, String address, String image)
        implements
            AutoCloseable {
    static final String COMMAND = "[java, -Xshare:auto, -Xmx16m, -XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -cp, /game, "
            + TinyGame.class.getName() + ", 0.0.0.0]";
    /** Where the class is in the folder. */
    static final String FILE = TinyGame.class.getName().replace('.', '/') + ".class";

    private static final int FIRST_PORT = 31_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Between two looks whether the only game answers. Much more often, looking slows down what is measured. */
    static final long PAUSE_MILLIS = 10;
    /** The same for many games at once, which take seconds and all processors. */
    static final long PAUSE_IN_BURST_MILLIS = 50;

    /** Creates the namespace. @throws IllegalStateException if there is not exactly one node */
    static BarePods create(KubernetesClient client, String image) throws IOException {
        List<Node> nodes = client.nodes().list().getItems();
        if (nodes.size() != 1) {
            throw new IllegalStateException("the cluster should have one node, not " + nodes.size());
        }
        String namespace = client.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-bench-")
                .endMetadata().build()).create().getMetadata().getName();
        try (InputStream compiled = TinyGame.class.getResourceAsStream("/" + FILE)) {
            client.resource(new ConfigMapBuilder().withNewMetadata().withName("game").withNamespace(namespace)
                    .endMetadata().addToBinaryData("game", Base64.getEncoder().encodeToString(compiled.readAllBytes()))
                    .build()).create();
        }
        String address = nodes.getFirst().getStatus().getAddresses().stream()
                .filter(any -> any.getType().equals("InternalIP")).findFirst().orElseThrow().getAddress();
        return new BarePods(client, namespace, address, image);
    }

    /** Creates Pods at once. @return the milliseconds until all of them answer */
    double start(int count) throws Exception {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pods.add(pod(FIRST_PORT + i));
        }
        long start = System.nanoTime();
        Concurrently.run(Math.min(count, Choices.CLIENTS), pods, pod -> client.resource(pod).create());
        for (int i = 0; i < count; i++) {
            awaitAnswer(address, FIRST_PORT + i, count == 1 ? PAUSE_MILLIS : PAUSE_IN_BURST_MILLIS);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private Pod pod(int port) {
        return client.getKubernetesSerialization().unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: bare-%1$d, namespace: %2$s, labels: {bare: "true"}}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: game
                      image: %3$s
                      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                      imagePullPolicy: IfNotPresent
                      command: %4$s
                      env: [{name: PORT, value: "7777"}]
                      ports: [{containerPort: 7777, hostPort: %1$d}]
                      resources: {requests: {cpu: 10m, memory: 96Mi}, limits: {memory: 96Mi}}
                      volumeMounts: [{name: game, mountPath: /game}]
                  volumes: [{name: game, configMap: {name: game, items: [{key: game, path: %5$s}]}}]
                """.formatted(port, namespace, image, COMMAND, FILE), Pod.class);
    }

    /** Waits until the game at a port says hello. */
    static void awaitAnswer(String host, int port, long pauseMillis) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(host, port)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("nothing answers at %s:%d".formatted(host, port));
            }
            Thread.sleep(pauseMillis);
        }
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            socket.setSoTimeout(1000);
            return socket.getInputStream().read() == TinyGame.HELLO;
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes the Pods that {@link #start} has created. */
    void delete() {
        client.pods().inNamespace(namespace).withLabel("bare").delete();
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
