package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.brain.ProcessView.Rejected;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.brain.ProcessView.Waiting;
import dev.hathora.operator.host.model.ProcessState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What Pods look like in each of their states, as kubelets and controllers write it, and what is concluded from them. */
class PodViewTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Launches LAUNCHES = Launches.of("p-1", "runtime-1", "games");
    private static final NodeView NODE = node("""
            spec: {}
            status:
              addresses: [{type: InternalIP, address: 10.0.0.5}, {type: ExternalIP, address: 198.51.100.7}]
              conditions: [{type: Ready, status: 'True'}]
            """);
    private static final NodeView DEAD = node("""
            spec: {taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}]}
            status:
              addresses: [{type: ExternalIP, address: 198.51.100.7}]
              conditions: [{type: Ready, status: Unknown}]
            """);
    private static final NodeView CORDONED = node("""
            spec: {unschedulable: true}
            status:
              addresses: [{type: ExternalIP, address: 198.51.100.7}]
              conditions: [{type: Ready, status: 'True'}]
            """);
    private static final List<ExposedPort> PORTS = List.of(new ExposedPort("default", "198.51.100.7", 20_001, "tcp"),
            new ExposedPort("score", "198.51.100.7", 20_002, "udp"));

    private record Row(String reason, String pod, NodeView node, boolean ran, ProcessView view) {
        @Override
        public String toString() {
            return reason;
        }
    }

    private static Row starting(String reason, String pod, ProcessView view) {
        return new Row(reason, pod, NODE, false, view);
    }

    private static Row running(String reason, String pod, ProcessView view) {
        return new Row(reason, pod, NODE, true, view);
    }

    private static NodeView node(String yaml) {
        return NodeView.of(Serialization.unmarshal("metadata: {name: node1}\n" + yaml, Node.class));
    }

    private static String game(String status) {
        return "status: {phase: Running, hostIP: 10.0.0.5, containerStatuses: [{name: game, image: 'game:1', containerID: c1,"
                + " restartCount: 0, " + status + "}]}";
    }

    private static String over(String phase, String status) {
        return "status: {phase: %s, containerStatuses: [{name: game, restartCount: 0, state: {terminated: {%s}}}]}"
                .formatted(phase, status);
    }

    private static String deletedAt(String time, String status) {
        return "metadata: {deletionTimestamp: '%s'}\n%s".formatted(time, status);
    }

    private static final String PLAYS = game("started: true, state: {running: {}}");

    static Stream<Row> views() {
        return Stream.of(
                starting("it was just created", "status: {phase: Pending}", new Waiting("")),
                starting("the autoscaler adds a node, or nothing ever fits",
                        "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                                + " message: '0/3 nodes are available: 3 Insufficient cpu.'}]}",
                        new Waiting("no node fits: 0/3 nodes are available: 3 Insufficient cpu.")),
                starting("the number is taken on all nodes, and a new node may come",
                        unscheduledForPorts("2026-06-01T11:59:50Z"),
                        new Waiting("no node fits: 0/1 nodes are available: 1 node(s) didn't have free ports for the"
                                + " requested pod ports.")),
                starting("it does not: another number is tried", unscheduledForPorts("2026-06-01T11:59:40Z"),
                        new Rejected("no node fits: 0/1 nodes are available: 1 node(s) didn't have free ports for the"
                                + " requested pod ports.")),
                starting("the image is pulled", waiting("ContainerCreating", ""), new Waiting("")),
                starting("it can't be pulled", waiting("ImagePullBackOff", "Back-off pulling image \"game:1\""),
                        new Waiting("image game:1 can't be pulled: Back-off pulling image \"game:1\"")),
                starting("nor found", waiting("ErrImagePull", "not found"),
                        new Waiting("image game:1 can't be pulled: not found")),
                starting("a Secret is missing", waiting("CreateContainerConfigError", "secret \"x\" not found"),
                        new Waiting("container game can't be created: secret \"x\" not found")),
                starting("the image runs as root, which the default forbids",
                        waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"),
                        new Waiting("container game can't be created: container has runAsNonRoot and image will run as"
                                + " root (set runAsUser in podTemplate, or runAsNonRoot to false)")),
                starting("an init container can't be created",
                        "status: {phase: Pending, initContainerStatuses: [{name: assets, image: 'assets:1', state: {waiting:"
                                + " {reason: ErrImagePull, message: denied}}}]}",
                        new Waiting("image assets:1 can't be pulled: denied")),
                starting("an init container has failed",
                        "status: {phase: Failed, initContainerStatuses: [{name: assets, state: {terminated: {exitCode: 3}}}]}",
                        new Ended(false, "init container assets has ended with exit code 3")),
                starting("the kubelet has no place for it: another node may",
                        "status: {phase: Failed, reason: OutOfpods, message: 'Node did not have enough resource: pods'}",
                        new Rejected("OutOfpods: Node did not have enough resource: pods")),
                starting("something on the node has the port",
                        "status: {phase: Failed, reason: NodePorts, message: 'Predicate NodePorts failed'}",
                        new Rejected("NodePorts: Predicate NodePorts failed")),
                starting("it was evicted before it ran",
                        "status: {phase: Failed, reason: Evicted, message: low on memory}",
                        new Rejected("Evicted: low on memory")),
                starting("it runs, and its port is not bound", game("started: false, state: {running: {}}"),
                        new Running(false, PORTS)),
                starting("its port is bound, or it is UDP, which nobody can ask", PLAYS, new Running(true, PORTS)),
                new Row("nobody knows where its node is reached yet", game("started: true, state: {running: {}}")
                        .replace(", hostIP: 10.0.0.5", ""), new NodeView.Unknown(), false,
                        new Running(false, List.of())),
                new Row("nodes can't be read", PLAYS, new NodeView.Unknown(), false, new Running(true, List.of(
                        new ExposedPort("default", "10.0.0.5", 20_001, "tcp"),
                        new ExposedPort("score", "10.0.0.5", 20_002, "udp")))),
                starting("GKE Autopilot has chosen another number",
                        "metadata: {annotations: {autopilot.gke.io/host-port-assignment:"
                                + " '{\"min\":7000,\"max\":8000,\"portsAssigned\":{\"20001\":7313}}'}}\n" + PLAYS,
                        new Running(true, List.of(new ExposedPort("default", "198.51.100.7", 7313, "tcp"),
                                PORTS.getLast()))),
                starting("or some other webhook", "spec: {containers: [{name: game, ports: [{containerPort: 7777,"
                        + " hostPort: 9000}, {containerPort: 7778, hostPort: 9001, protocol: UDP}]}]}\n" + PLAYS,
                        new Running(true, List.of(new ExposedPort("default", "198.51.100.7", 9000, "tcp"),
                                new ExposedPort("score", "198.51.100.7", 9001, "udp")))),

                running("exit code 0", over("Succeeded", "exitCode: 0, reason: Completed"),
                        new Ended(true, "exit code 0")),
                running("a crash", over("Failed", "exitCode: 139, reason: Error"),
                        new Ended(false, "exit code 139 (SIGSEGV)")),
                running("too little memory", over("Failed", "exitCode: 137, reason: OOMKilled"),
                        new Ended(false, "out of memory: set a higher requestedMemory")),
                running("a sidecar still runs, the game does not",
                        "status: {phase: Running, containerStatuses: [{name: game, state: {terminated: {exitCode: 0}}},"
                                + " {name: log, state: {running: {}}}]}",
                        new Ended(true, "exit code 0")),
                running("the kubelet has evicted it",
                        "status: {phase: Failed, reason: Evicted, message: 'The node was low on resource: memory.',"
                                + " containerStatuses: [{name: game, state: {terminated: {exitCode: 143}}}]}",
                        new Ended(false,
                                "Evicted: The node was low on resource: memory.; exit code 143 (SIGTERM)")),
                running("an old kubelet forgot that it ran",
                        "status: {phase: Failed, reason: NodeAffinity, message: no}",
                        new Ended(false, "NodeAffinity: no")),
                running("its node was switched off and on", over("Failed", "exitCode: 255, reason: Unknown"),
                        new Ended(false, "was lost when its node was restarted")),
                running("as newer kubelets say it", over("Failed", "exitCode: 137, reason: ContainerStatusUnknown"),
                        new Ended(false, "was lost when its node was restarted")),
                running("it was started again in place: the game that had the rooms has ended",
                        game("started: true, state: {running: {}}").replace("restartCount: 0", "restartCount: 1"),
                        new Ended(false, "its container was replaced by a new one")),
                running("or without counting", game("started: true, state: {running: {}}").replace("c1", "c2"),
                        new Ended(false, "its container was replaced by a new one")),
                running("a person deletes it: it takes no more rooms",
                        deletedAt("2026-06-01T12:00:30Z", PLAYS), new Running(true, PORTS, true)),
                running("and has ended, whatever its exit code",
                        deletedAt("2026-06-01T12:00:30Z", over("Running", "exitCode: 0")),
                        new Ended(false, "its Pod was deleted; exit code 0")),
                new Row("the node was removed", PLAYS, new NodeView.Gone(), true,
                        new Ended(false, "its node node1 was lost")),
                new Row("the node does not answer: the game may still be played", PLAYS, DEAD, true,
                        new Running(true, PORTS, true)),
                new Row("nor does it confirm that the Pod is deleted, which it has time for",
                        deletedAt("2026-06-01T12:00:30Z", PLAYS), DEAD, true, new Running(true, PORTS, true)),
                new Row("until that is over", deletedAt("2026-06-01T11:59:59Z", PLAYS), DEAD, true,
                        new Ended(false, "its node node1 was lost")),
                new Row("while a node that answers takes its time", deletedAt("2026-06-01T11:59:59Z", PLAYS), NODE,
                        true, new Running(true, PORTS, true)),
                new Row("a cordoned node", PLAYS, CORDONED, true, new Running(true, PORTS, true)));
    }

    private static String waiting(String reason, String message) {
        return "status: {phase: Pending, containerStatuses: [{name: game, image: 'game:1', state: {waiting: {reason: %s, message: '%s'}}}]}"
                .formatted(reason, message);
    }

    private static String unscheduledForPorts(String since) {
        return "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                + " lastTransitionTime: '" + since + "', message: \"0/1 nodes are available: 1 node(s) didn't have free"
                + " ports for the requested pod ports.\"}]}";
    }

    private static String proxied(String game, String proxy) {
        return ("status: {phase: Running, hostIP: 10.0.0.5, containerStatuses: [{name: game, restartCount: 0,"
                + " containerID: c1, %s}, {name: tls-proxy, restartCount: 0, state: {%s}}]}").formatted(game, proxy);
    }

    static Stream<Row> viewsWithTls() {
        String plays = "started: true, state: {running: {}}";
        List<ExposedPort> ports = List.of(new ExposedPort("default", "198.51.100.7", 20_001, "tls"), PORTS.getLast());
        return Stream.of(
                starting("both run", proxied(plays, "running: {}"), new Running(true, ports)),
                starting("a webhook has chosen another number for the proxy",
                        "spec: {containers: [{name: game, ports: [{containerPort: 7777}, {containerPort: 7778, hostPort: 9001,"
                                + " protocol: UDP}]}, {name: tls-proxy, ports: [{containerPort: 20001, hostPort: 9000}]}]}\n"
                                + proxied(plays, "running: {}"),
                        new Running(true, List.of(new ExposedPort("default", "198.51.100.7", 9000, "tls"),
                                new ExposedPort("score", "198.51.100.7", 9001, "udp")))),
                starting("nobody can connect before the proxy runs",
                        proxied(plays, "waiting: {reason: ContainerCreating}"), new Running(false, ports)),
                starting("nor before the kubelet has told anything of it", PLAYS, new Running(false, ports)),
                starting("the proxy accepts connections, and the game does not yet",
                        proxied("started: false, state: {running: {}}", "running: {}"), new Running(false, ports)),
                starting("the proxy can't be pulled",
                        proxied("state: {waiting: {reason: ContainerCreating}}",
                                "waiting: {reason: ErrImagePull, message: denied}"),
                        new Waiting("image null can't be pulled: denied")),
                starting("the proxy refuses the certificate",
                        proxied(plays, "terminated: {exitCode: 1, message: \"No Private Key\\nfound\"}"),
                        new Ended(false,
                                "its clients were cut off, because the container tls-proxy has ended: exit code"
                                        + " 1: No Private Key found")),
                running("the proxy was killed", proxied(plays, "terminated: {exitCode: 137, reason: OOMKilled}"),
                        new Ended(false, "its clients were cut off, because the container tls-proxy has ended: out of"
                                + " memory: set a higher limit for it in podTemplate")),
                running("the Pod is deleted, and the game has its grace period, but no clients",
                        deletedAt("2026-06-01T12:00:30Z", proxied(plays, "terminated: {exitCode: 0}")),
                        new Running(false, ports, true)),
                running("the game has ended, and the proxy runs",
                        proxied("state: {terminated: {exitCode: 0}}", "running: {}"), new Ended(true, "exit code 0")),
                running("both have ended: what the game says counts",
                        proxied("state: {terminated: {exitCode: 3}}", "terminated: {exitCode: 1}"),
                        new Ended(false, "exit code 3")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("viewsWithTls")
    void conclusionsWithTls(Row row) {
        assertThat(view(row, false, LAUNCHES.tls())).isEqualTo(row.view());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("views")
    void conclusions(Row row) {
        assertThat(view(row, false)).isEqualTo(row.view());
    }

    private static ProcessView view(Row row, boolean answered) {
        return view(row, answered, LAUNCHES);
    }

    private static ProcessView view(Row row, boolean answered, Launches launches) {
        Pod pod = Serialization.unmarshal(row.pod(), Pod.class);
        if (pod.getMetadata() == null) {
            pod.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMeta());
        }
        if (pod.getSpec() == null) {
            pod.setSpec(new GamePod("database-1", TlsProxy.DEFAULT).of(launches.launch()).getSpec());
        }
        pod.getSpec().setNodeName("node1");
        return new PodView(launches.process(row.ran() ? ProcessState.RUNNING : ProcessState.STARTING, NOW), pod,
                row.node(), "c1", answered, "", NOW).process();
    }

    /** The host has connected to the port before the kubelet has told that the container runs. */
    @ParameterizedTest
    @CsvSource({"ContainerCreating, true", "ErrImagePull, true"})
    void whatAnswersRuns(String reason, boolean bound) {
        Row row = starting("", waiting(reason, ""), new Waiting(""));
        assertThat(view(row, true)).isEqualTo(new Running(bound, PORTS));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    a name in public DNS is best       | {addresses: [{type: InternalIP, address: 10.0.0.5}, {type: ExternalIP, address: 1.2.3.4}, {type: ExternalDNS, address: a.example}]} | {} | a.example
                    then the public address            | {addresses: [{type: InternalDNS, address: a.internal}, {type: ExternalIP, address: 1.2.3.4}]} | {} | 1.2.3.4
                    then names of the network          | {addresses: [{type: InternalIP, address: 10.0.0.5}, {type: InternalDNS, address: a.internal}]} | {} | a.internal
                    and addresses                      | {addresses: [{type: Hostname, address: node1}, {type: InternalIP, address: 10.0.0.5}]} | {} | 10.0.0.5
                    the annotation says it for NAT     | {addresses: [{type: ExternalIP, address: 1.2.3.4}]} | {hathora.dev/public-host: play.example} | play.example
                    """)
    void addresses(String reason, String status, String annotations, String host) {
        NodeView view = NodeView.of(Serialization.unmarshal(
                "metadata: {name: node1, annotations: %s}\nspec: {}\nstatus: %s".formatted(annotations, status),
                Node.class));
        assertThat(((NodeView.Known) view).publicHost()).as(reason).contains(host);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    nothing is wrong                   | {} | [] | false
                    kubectl cordon and drain           | {unschedulable: true} | [] | true
                    the autoscaler removes it          | {taints: [{key: ToBeDeletedByClusterAutoscaler, value: '1', effect: NoSchedule}]} | [] | true
                    although games tolerate everything | {taints: [{key: ToBeDeletedByClusterAutoscaler, value: '1', effect: NoSchedule}]} | [{operator: Exists}] | true
                    Karpenter removes it               | {taints: [{key: karpenter.sh/disrupted, effect: NoSchedule}]} | [] | true
                    Pods are driven out                | {taints: [{key: a, value: b, effect: NoExecute}]} | [] | true
                    but not these                      | {taints: [{key: a, value: b, effect: NoExecute}]} | [{key: a, value: b}] | false
                    those for a while                  | {taints: [{key: a, value: b, effect: NoExecute}]} | [{key: a, operator: Exists, tolerationSeconds: 300}] | true
                    those of another value             | {taints: [{key: a, value: b, effect: NoExecute}]} | [{key: a, value: c}] | true
                    a node for games only              | {taints: [{key: game, effect: NoSchedule}]} | [] | false
                    it may be removed                  | {taints: [{key: DeletionCandidateOfClusterAutoscaler, effect: PreferNoSchedule}]} | [] | false
                    """)
    void nodesThatAreLeft(String reason, String spec, String tolerations, boolean left) {
        NodeView.Known view = (NodeView.Known) NodeView
                .of(Serialization.unmarshal("metadata: {name: node1}\nspec: " + spec, Node.class));
        Pod pod = Serialization.unmarshal("metadata: {name: a}\nspec: {tolerations: " + tolerations + "}", Pod.class);
        assertThat(view.isLeftBy(pod.getSpec().getTolerations())).as(reason).isEqualTo(left);
    }
}
