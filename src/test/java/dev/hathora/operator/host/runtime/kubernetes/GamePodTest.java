package dev.hathora.operator.host.runtime.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GamePodTest {
    private static final String ID = "c3a442c0-1595-417c-bc09-2d8b27f3d31c";
    private static final GamePod PODS = new GamePod("database-1", TlsProxy.DEFAULT);
    private static final Launches LAUNCHES = Launches.of(ID, "runtime-1", "games");

    @Test
    void isFoundReachedAndProtected() {
        assertThat(PODS.of(LAUNCHES.launch())).as("game-pod.yaml says why each line is there")
                .isEqualTo(Serialization.unmarshal(GamePodTest.class.getResourceAsStream("game-pod.yaml"), Pod.class));
    }

    record Merge(String reason, String template, String expression, String result) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static Stream<Merge> templates() {
        return Stream.of(
                new Merge("a map is merged", "metadata: {labels: {team: a}}",
                        "metadata.labels.team", "a"),
                new Merge("a field of the game's container, which is called game",
                        "spec: {containers: [{name: game, imagePullPolicy: Never}]}",
                        "spec.containers[0].imagePullPolicy",
                        "Never"),
                new Merge("the rest of that container stays",
                        "spec: {containers: [{name: game, imagePullPolicy: Never}]}", "spec.containers[0].image",
                        "registry.example/game:1"),
                new Merge("another container is added", "spec: {containers: [{name: log, image: log:1}]}",
                        "spec.containers[1].name", "log"),
                new Merge("a variable is added, from a Secret",
                        "spec: {containers: [{name: game, env: [{name: HATHORA_DEV_TOKEN, valueFrom: {secretKeyRef: {name: t, key: k}}}]}]}",
                        "env.HATHORA_DEV_TOKEN.secret", "t"),
                new Merge("a variable of the deployment is replaced",
                        "spec: {containers: [{name: game, env: [{name: MODE, value: casual}]}]}", "env.MODE", "casual"),
                new Merge("those of the platform are not",
                        "spec: {containers: [{name: game, env: [{name: HATHORA_APP_ID, value: other}, {name: PORT, value: '1'}]}]}",
                        "env.HATHORA_APP_ID", "app-1"),
                new Merge("PORT is where the game has to listen",
                        "spec: {containers: [{name: game, env: [{name: PORT, value: '1'}]}]}", "env.PORT", "7777"),
                new Merge("null removes a field", "spec: {containers: [{name: game, startupProbe: null}]}",
                        "spec.containers[0].startupProbe", "null"),
                new Merge("null in what is new is left out", "spec: {dnsConfig: {options: null, searches: [a]}}",
                        "spec.dnsConfig.searches[0]", "a"),
                new Merge("lists that have no key are replaced",
                        "spec: {containers: [{name: game, args: [x]}]}", "spec.containers[0].args", "[x]"),
                new Merge("such as tolerations", "spec: {tolerations: [{key: spot}]}", "spec.tolerations[0].key",
                        "spot"),
                new Merge("lists with a key are merged", "spec: {imagePullSecrets: [{name: other}]}",
                        "spec.imagePullSecrets[1].name", "other"),
                new Merge("an item can be removed", "spec: {imagePullSecrets: [{name: registry, $patch: delete}]}",
                        "spec.imagePullSecrets", "[]"),
                new Merge("or all of them", "spec: {imagePullSecrets: [{$patch: replace}, {name: other}]}",
                        "spec.imagePullSecrets[0].name", "other"),
                new Merge("an object can be replaced", "spec: {securityContext: {$patch: replace, runAsUser: 5}}",
                        "spec.securityContext.runAsNonRoot", "null"),
                new Merge("or removed", "spec: {affinity: {$patch: delete}}", "spec.affinity", "null"),
                new Merge("security is up to the user", "spec: {securityContext: {runAsNonRoot: false}}",
                        "spec.securityContext.runAsNonRoot", "false"),
                new Merge("the same number with another protocol is another port",
                        "spec: {containers: [{name: game, ports: [{containerPort: 7777, protocol: UDP}]}]}",
                        "spec.containers[0].ports[2].protocol", "UDP"),
                new Merge("the host port is not, since clients are told of it",
                        "spec: {containers: [{name: game, ports: [{containerPort: 7777, hostPort: 1}]}]}",
                        "spec.containers[0].ports[0].hostPort", "20001"),
                new Merge("a Pod that starts again in place would lose its rooms", "spec: {restartPolicy: Always}",
                        "spec.restartPolicy", "Never"),
                new Merge("the grace period is that of the application", "spec: {terminationGracePeriodSeconds: 1}",
                        "spec.terminationGracePeriodSeconds", "5"),
                new Merge("the name is the record's", "metadata: {name: other, namespace: kube-system}",
                        "metadata.name", ID),
                new Merge("nor is it made elsewhere", "metadata: {name: other, namespace: kube-system}",
                        "metadata.namespace", "games"),
                new Merge("protection stays",
                        "metadata: {annotations: {cluster-autoscaler.kubernetes.io/safe-to-evict: 'true'}}",
                        "metadata.annotations.safe-to-evict", "false"),
                new Merge("labels stay", "metadata: {labels: {hathora.dev/process-id: other}}",
                        "metadata.labels.process-id", ID),
                new Merge("Pods must be able to go", "metadata: {finalizers: [a.example/b]}", "metadata.finalizers",
                        "[]"),
                new Merge("what this client does not know is kept", "spec: {fieldOfTheFuture: 1}",
                        "spec.fieldOfTheFuture", "1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void templatesAreMerged(Merge merge) {
        assertThat(read(PODS.of(LAUNCHES.template(merge.template()).launch()), merge.expression()))
                .as(merge.reason()).isEqualTo(merge.result());
    }

    private static String read(Pod pod, String expression) {
        Container game = pod.getSpec().getContainers().getFirst();
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        Object value = switch (expression) {
            case "metadata.labels.team" -> pod.getMetadata().getLabels().get("team");
            case "metadata.labels.process-id" -> pod.getMetadata().getLabels().get(PodNames.PROCESS);
            case "metadata.annotations.safe-to-evict" -> annotations.get(PodNames.AUTOSCALER);
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.finalizers" -> pod.getMetadata().getFinalizers();
            case "spec.containers[0].imagePullPolicy" -> game.getImagePullPolicy();
            case "spec.containers[0].image" -> game.getImage();
            case "spec.containers[0].args" -> game.getArgs();
            case "spec.containers[0].startupProbe" -> game.getStartupProbe();
            case "spec.containers[0].ports[0].hostPort" -> game.getPorts().getFirst().getHostPort();
            case "spec.containers[0].ports[2].protocol" -> game.getPorts().get(2).getProtocol();
            case "spec.containers[1].name" -> pod.getSpec().getContainers().get(1).getName();
            case "spec.dnsConfig.searches[0]" -> pod.getSpec().getDnsConfig().getSearches().getFirst();
            case "spec.tolerations[0].key" -> pod.getSpec().getTolerations().getFirst().getKey();
            case "spec.imagePullSecrets" -> pod.getSpec().getImagePullSecrets();
            case "spec.imagePullSecrets[0].name" -> pod.getSpec().getImagePullSecrets().getFirst().getName();
            case "spec.imagePullSecrets[1].name" -> pod.getSpec().getImagePullSecrets().get(1).getName();
            case "spec.securityContext.runAsNonRoot" -> pod.getSpec().getSecurityContext().getRunAsNonRoot();
            case "spec.affinity" -> pod.getSpec().getAffinity();
            case "spec.restartPolicy" -> pod.getSpec().getRestartPolicy();
            case "spec.terminationGracePeriodSeconds" -> pod.getSpec().getTerminationGracePeriodSeconds();
            case "spec.fieldOfTheFuture" -> pod.getSpec().getAdditionalProperties().get("fieldOfTheFuture");
            case "env.HATHORA_DEV_TOKEN.secret" ->
                variable(game, "HATHORA_DEV_TOKEN").getValueFrom().getSecretKeyRef().getName();
            default -> variable(game, expression.substring("env.".length())).getValue();
        };
        return String.valueOf(value);
    }

    private static EnvVar variable(Container game, String name) {
        List<EnvVar> found = game.getEnv().stream().filter(v -> v.getName().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    @Test
    void variablesTellWhatCanBeKnown() {
        Container game = PODS.of(LAUNCHES.launch()).getSpec().getContainers().getFirst();

        assertThat(variable(game, "HATHORA_HOSTNAME").getValueFrom().getFieldRef().getFieldPath())
                .as("the node is not known before").isEqualTo("status.hostIP");
        assertThat(variable(game, "HATHORA_APP_SECRET").getValueFrom().getSecretKeyRef().getName())
                .as("more people may read Pods than Secrets").isEqualTo("chess-app-secret");
        assertThat(Serialization.asYaml(game)).doesNotContain("hidden");
        assertThat(variable(game, "HATHORA_INITIAL_ROOM_CONFIG").getValue())
                .as("Kubernetes would put another variable into what a player sent")
                .isEqualTo("$$(HATHORA_APP_SECRET)");
        assertThat(game.getArgs()).as("what the user wrote may refer to variables").containsExactly("--port=$(PORT)");
    }

    @Test
    void aGameCanListenOnTheOutsideNumber() {
        Container game = PODS.of(LAUNCHES.passthrough().launch()).getSpec().getContainers().getFirst();

        assertThat(game.getPorts())
                .extracting(p -> p.getContainerPort() + " " + p.getHostPort() + " " + p.getProtocol())
                .containsExactly("20001 20001 TCP", "20002 20002 UDP");
        assertThat(variable(game, "PORT").getValue()).isEqualTo("20001");
        assertThat(game.getStartupProbe().getTcpSocket().getPort().getIntVal()).isEqualTo(20_001);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            spec: {containers: [{name: game, $patch: delete}]} | must not remove the container game
            spec: {containers: [{image: x}]}                   | podTemplate.spec.containers[0] needs name
            spec: {containers: [x]}                            | podTemplate.spec.containers[0] must be an object
            spec: {$retainKeys: [containers]}                  | podTemplate.spec.$retainKeys is not supported
            spec: {affinity: {$patch: remove}}                 | must be delete, merge or replace
            spec: {hostNetwork: {a: b}}                        | podTemplate is not a template of a Pod
            """)
    void whatCannotBeMergedIsSaid(String template, String told) {
        assertThatThrownBy(() -> PODS.of(LAUNCHES.template(template).launch())).isInstanceOf(RuntimeFailure.class)
                .hasMessageContaining(told);
    }

    @Test
    void aProxyHasTheHostPortsThatUseTls() {
        Pod pod = PODS.of(LAUNCHES.tls().launch());

        assertThat(pod.getSpec().getContainers().getLast().getCommand())
                .containsExactly("sh", "-ec", TlsProxy.SCRIPT, TlsProxy.FOLDER, TlsProxy.CERTIFICATES, "10");
        pod.getSpec().getContainers().getLast().setCommand(List.of());
        Pod expected = Serialization.unmarshal(GamePodTest.class.getResourceAsStream("tls-proxy.yaml"), Pod.class);
        assertThat(pod.getSpec().getContainers().getLast()).as("tls-proxy.yaml says why each line is there")
                .isEqualTo(expected.getSpec().getContainers().getFirst());
        assertThat(pod.getSpec().getVolumes()).isEqualTo(expected.getSpec().getVolumes());
        assertThat(portsOf(pod)).containsExactly("game 7777 null TCP", "game 7778 20002 UDP",
                "tls-proxy 20001 20001 TCP");
        assertThat(pod.getSpec().getContainers().getFirst().getStartupProbe().getTcpSocket().getPort().getIntVal())
                .as("the proxy accepts connections before the game does").isEqualTo(7777);
    }

    private static List<String> portsOf(Pod pod) {
        return pod.getSpec().getContainers().stream().flatMap(container -> container.getPorts().stream()
                .map(p -> container.getName() + " " + p.getContainerPort() + " " + p.getHostPort() + " "
                        + p.getProtocol()))
                .toList();
    }

    @Test
    void theProxyHasTheNumberThatAGameWithTlsCannotListenOn() {
        Pod pod = PODS.of(LAUNCHES.tls().passthrough().launch());

        assertThat(portsOf(pod)).containsExactly("game 7777 null TCP", "game 20002 20002 UDP",
                "tls-proxy 20001 20001 TCP");
        assertThat(variable(pod.getSpec().getContainers().getFirst(), "PORT").getValue()).isEqualTo("7777");
    }

    @Test
    void theProxyAvoidsNumbersThatTheGameListensOn() {
        Deployment.Port first = new Deployment.Port("default", 20_001, Transport.TLS);
        Deployment.Port second = new Deployment.Port("score", 20_002, Transport.TLS);

        assertThat(new TlsProxy("s", "i")
                .containers(List.of(new GamePort(first, 20_001, 20_002), new GamePort(second, 20_002, 20_001)))
                .getFirst().getPorts())
                .extracting(p -> p.getContainerPort() + " " + p.getHostPort())
                .containsExactly("20003 20002", "20004 20001");
    }

    @Test
    void theProxyStaysInFrontOfTheGameWhateverTheTemplateSays() {
        Pod pod = PODS.of(LAUNCHES.tls().template("""
                spec:
                  containers:
                    - name: tls-proxy
                      resources: {limits: {memory: 1Gi}}
                      ports: [{containerPort: 20001, hostPort: 1}]
                    - name: game
                      ports: [{containerPort: 7777, hostPort: 2}]
                """).launch());

        assertThat(portsOf(pod)).containsExactlyInAnyOrder("game 7777 null TCP", "game 7778 20002 UDP",
                "tls-proxy 20001 20001 TCP");
        assertThat(pod.getSpec().getContainers()).filteredOn(c -> c.getName().equals("tls-proxy"))
                .extracting(c -> c.getResources().getLimits()).containsExactly(Map.of("memory", new Quantity("1Gi")));
        assertThatThrownBy(() -> PODS.of(LAUNCHES.tls()
                .template("spec: {containers: [{name: tls-proxy, $patch: delete}]}").launch()))
                .hasMessage("podTemplate must not remove the container tls-proxy");
    }

    @Test
    void withoutAnImageNothingCanRun() {
        assertThatThrownBy(() -> PODS.of(LAUNCHES.image(null).launch())).isInstanceOf(RuntimeFailure.class)
                .hasMessage("application chess has no image: set image in its spec");
    }
}
