package dev.hathora.operator.chart;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A node of a cluster that has none: writes what a scheduler and a kubelet would.
 *
 * @param name the node's, which only this test uses
 */
record PlayedNode(KubernetesClient admin, String name) {
    /** The name that clients of its games connect to. */
    static final String PUBLIC_HOST = "play.example";

    void create() {
        admin.resource(admin.getKubernetesSerialization().unmarshal("""
                apiVersion: v1
                kind: Node
                metadata: {name: %s, annotations: {hathora.dev/public-host: %s}}
                """.formatted(name, PUBLIC_HOST), Node.class)).create();
    }

    /** As the scheduler does, also with a node that does not exist. */
    static void bind(KubernetesClient admin, Pod pod, String node) {
        admin.raw("/api/v1/namespaces/%s/pods/%s/binding".formatted(pod.getMetadata().getNamespace(),
                pod.getMetadata().getName()), "POST", """
                        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
                         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}
                        """.formatted(pod.getMetadata().getName(), node));
    }

    /** The game runs, and its startup probe has succeeded. */
    static void reportRunning(KubernetesClient admin, Pod pod) {
        Pod now = admin.resource(pod).get();
        now.setStatus(admin.getKubernetesSerialization().unmarshal("""
                phase: Running
                hostIP: 10.9.9.9
                containerStatuses:
                  - {name: game, image: a, imageID: a, ready: true, started: true, restartCount: 0,
                     containerID: 'containerd://one', state: {running: {}}}
                """, PodStatus.class));
        admin.resource(now).updateStatus();
    }

    void cordon() {
        admin.nodes().withName(name).edit(node -> {
            node.getSpec().setUnschedulable(true);
            return node;
        });
    }

    void remove() {
        admin.nodes().withName(name).delete();
    }
}
