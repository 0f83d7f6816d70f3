package dev.hathora.operator.chart;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.CommandLineTool.Result;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

/** Rendering of the chart: which values are rejected, and whether an API server accepts the result. */
@RealApiServer
class ChartTest {
    private static final String CHART = "helm/hathora-operator";
    /** Resources whose types exist only in clusters with the Prometheus operator or the Gateway API. */
    private static final List<String> OPTIONAL_TYPES = List.of("monitoring.coreos.com/v1",
            "gateway.networking.k8s.io/v1");

    private final CommandLineTool helm = CommandLineTool.helm();
    private final CommandLineTool kubectl = CommandLineTool.kubectl();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "simulatr.enabled=true               | additional properties 'simulatr' not allowed",
        "simulator.enable=true               | at '/simulator': additional properties 'enable' not allowed",
        "metrics.serviceMonitor.enabeld=true | at '/metrics/serviceMonitor': additional properties 'enabeld' not allowed",
        "resources.limit.memory=1Gi          | at '/resources': additional properties 'limit' not allowed",
        "replicas=two                        | at '/replicas': got string, want integer",
        "replicas=-1                         | at '/replicas'",
        "logFormat=xml                       | at '/logFormat': value must be one of 'text', 'json'",
        "pollInterval=30                     | at '/pollInterval'",
        "watchNamespaces[0]=Not_A_Namespace  | at '/watchNamespaces/0'",
        "watchNamespaces=games               | at '/watchNamespaces': got string, want array",
        "image.digest=sha256:short           | at '/image/digest'",
        "hathora.apiUrl=hathora.example.com  | at '/hathora/apiUrl'",
        "hathora.rateLimit=0                 | at '/hathora/rateLimit'",
        "hathora.rateLimit=0.0               | at '/hathora/rateLimit'",
        "hathora.rateLimit=-2.5              | at '/hathora/rateLimit'",
        "hathora.rateLimit=fast              | at '/hathora/rateLimit'",
        "hathora.rateLimit=                  | at '/hathora/rateLimit'",
        "token.existingSecret=Not/a/Secret   | at '/token/existingSecret'",
        "extraEnv[0].nam=A                   | at '/extraEnv/0': additional properties 'nam' not allowed",
        "pollInterval=999ms                  | at '/pollInterval'",
        "pollInterval=2h                     | at '/pollInterval'",
        "watchSelector=shard in (a           | at '/watchSelector'",
        "networkPolicy.egressPorts=[0]       | at '/networkPolicy/egressPorts/0'",
        "topologySpreadConstraints[0].maxSkw=1 | at '/topologySpreadConstraints/0': additional properties 'maxSkw' not allowed",
        "tolerations[0].efect=NoExecute      | at '/tolerations/0': additional properties 'efect' not allowed",
        "podSecurityContext.runAsUsr=1       | at '/podSecurityContext': additional properties 'runAsUsr' not allowed",
        "hathora=null                        | missing property 'hathora'",
        "rbac.connectionSecrets=null         | at '/rbac': missing property 'connectionSecrets'",
        "networkPolicy.enabled=null          | at '/networkPolicy': missing property 'enabled'",
        "host.database.url=postgresql://db/x | at '/host/database/url'",
        "host.database.url=jdbc:postgresql://u:p@db/x | at '/host/database/url'",
        "host.ports=7000                     | at '/host/ports'",
        "host.replicas=0                     | at '/host/replicas'",
        "host.persistence.size=big           | at '/host/persistence/size'",
        "host.service.type=ExternalName      | at '/host/service/type': value must be one of",
        "commonLabels.app\\.kubernetes\\.io/part-of=games | invalid propertyName 'app.kubernetes.io/part-of'",
    })
    void wrongValuesAreNamed(String value, String message) {
        boolean json = value.endsWith("]");
        assertRefused("simulator.enabled=true" + (json ? "" : "," + value), json ? value : "test.image=\"any\"",
                message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "replicas=1 | needs a server that implements Hathora's API. Set hathora.apiUrl",
        "token.value=a | needs a server",
        "hathora.apiUrl=https://hathora.example.com | needs a Hathora token. Either set token.existingSecret",
        "hathora.apiUrl=https://hathora.example.com,token.value=a,token.existingSecret=b | token.value and "
                + "token.existingSecret are mutually exclusive: set one of them",
        "hathora.apiUrl=https://hathora.example.com,token.value=a,simulator.enabled=true | simulator.enabled and a "
                + "token are mutually exclusive",
        "simulator.enabled=true,hathora.apiUrl=https://hathora.example.com | simulator.enabled and hathora.apiUrl "
                + "are mutually exclusive",
        "hathora.apiUrl=https://hathora.example.com,token.value=a b | token.value must be printable characters without white space",
        "hathora.apiUrl=https://hathora.example.com,token.value=a,watchNamespaces={games},rbac.connectionSecrets.namespaces={shop} | rbac.connectionSecrets.namespaces names shop, which is not in watchNamespaces: add it there",
        "hathora.apiUrl=https://hathora.example.com,token.value=a,watchNamespaces={games},rbac.credentialsSecrets.namespaces={shop} | rbac.credentialsSecrets.namespaces names shop",
        "hathora.apiUrl=https://hathora.example.com,token.value=a,serviceAccount.create=false | serviceAccount.create=false needs serviceAccount.name",
        "host.enabled=true | host.enabled needs a token, which its clients and the operator send",
        "host.enabled=true,token.value=a,hathora.apiUrl=https://hathora.example.com | host.enabled and hathora.apiUrl are mutually exclusive",
        "host.enabled=true,simulator.enabled=true | host.enabled and simulator.enabled are mutually exclusive",
        "host.enabled=true,token.value=a,host.replicas=2 | host.replicas above 1 needs host.database.url: only one host can use SQLite",
        "host.enabled=true,token.value=a,host.database.url=jdbc:postgresql://db/hathora | needs host.database.existingSecret",
        "host.enabled=true,token.value=a,host.persistence.enabled=false | loses all records, and with them all rooms",
        "host.enabled=true,token.value=a,host.namespaces={games},host.allNamespaces=true | host.namespaces and host.allNamespaces are mutually exclusive",
        "host.enabled=true,token.value=a,host.ingress.enabled=true | needs host.ingress.hostname",
        "host.enabled=true,token.value=a,host.gateway.enabled=true | needs host.gateway.parentRefs",
    })
    void contradictionsSayWhatToDo(String values, String message) {
        assertRefused(values, "test.image=\"any\"", message);
    }

    private void assertRefused(String values, String json, String message) {
        Result result = helm.attempt("template", "rooms", CHART, "--set", values, "--set-json", json);
        assertThat(result.exitCode()).as(result.out()).isNotZero();
        assertThat(result.out()).contains(message);
    }

    @Test
    void aTokenIsNotShownInMessages() {
        assertThat(helm.attempt("template", "rooms", CHART, "--set",
                "hathora.apiUrl=https://hathora.example.com,token.value=sesame open").out())
                .contains("token.value must be").doesNotContain("sesame");
    }

    /** --set makes 50 a number and 2.5 a string, --set-string makes all strings, and large numbers get an exponent. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"--set, 2.5, 2.5", "--set, 50, 50", "--set, .5, .5", "--set-string, 50, 50", "--set-string, 0.25, 0.25",
        "--set-json, 2.5, 2.5", "--set-json, 1500000, 1.5e+06", "--set, 1e3, 1e3", "--set, 0.001, 0.001"})
    void rateLimitIsAnyPositiveNumber(String option, String written, String rendered) {
        List<String> all = manifests(helm.run("template", "rooms", CHART, "--set", "simulator.enabled=true", option,
                "hathora.rateLimit=" + written));

        assertThat(pods(all).getFirst().at("/containers/0/env")).anySatisfy(variable -> {
            assertThat(variable.at("/name").asText()).isEqualTo("HATHORA_RATE_LIMIT");
            assertThat(variable.at("/value").asText()).isEqualTo(rendered);
            assertThat(new BigDecimal(rendered)).as("for the operator").isEqualByComparingTo(written);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-on", "all-off", "simulator", "host", "host-all-on"})
    void lintFindsNothing(String values) {
        assertThat(helm.run("lint", "--strict", CHART, "-f", valuesFile(values))).contains("0 chart(s) failed");
    }

    @ParameterizedTest
    @CsvSource({"all-on, 20", "all-off, 3", "simulator, 10", "host, 16", "host-all-on, 19"})
    void anApiServerTakesWhatIsRendered(String values, int atLeast, TestCluster cluster) {
        List<String> manifests = render(values, cluster);
        assertThat(manifests).hasSizeGreaterThanOrEqualTo(atLeast);
        List<String> known = manifests.stream().filter(m -> OPTIONAL_TYPES.stream().noneMatch(m::contains)).toList();
        Result result = kubectl.read(String.join("\n---\n", known), "apply", "--server-side", "--force-conflicts",
                "--dry-run=server", "-f",
                "-");
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out().lines()).hasSize(known.size())
                .allMatch(line -> line.endsWith("serverside-applied (server dry run)"));
    }

    /** The API server of the tests may be lenient, or may not know the Prometheus operator. */
    @ParameterizedTest
    @ValueSource(strings = {"all-on", "all-off", "simulator", "host", "host-all-on"})
    void everyFieldIsOneThatKubernetesKnows(String values, TestCluster cluster) throws IOException {
        KubernetesSerialization serialization = new KubernetesSerialization();
        ObjectMapper strict = new ObjectMapper().setAnnotationIntrospector(new NoUnknownFields())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        for (String manifest : render(values, cluster)) {
            Object typed = serialization.unmarshal(manifest);
            assertThat(typed.getClass().getPackageName()).as(manifest).contains(".api.model");
            strict.treeToValue(serialization.unmarshal(manifest, JsonNode.class), typed.getClass());
        }
    }

    private static final class NoUnknownFields extends JacksonAnnotationIntrospector {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }

    @Test
    void everyPodIsRestricted(TestCluster cluster) {
        List<String> all = Stream.of("all-on", "simulator", "host", "host-all-on")
                .flatMap(values -> render(values, cluster).stream()).toList();

        assertThat(pods(all)).hasSize(11).allSatisfy(pod -> {
            assertThat(pod.at("/enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.get("containers")).allSatisfy(container -> {
                JsonNode security = container.get("securityContext");
                assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
            });
        });
    }

    @Test
    void rightsFollowTheNamespaces(TestCluster cluster) {
        assertThat(kinds(render("simulator", cluster))).contains("ClusterRoleBinding");
        assertThat(render("simulator", cluster)).filteredOn(manifest -> manifest.contains("kind: RoleBinding"))
                .as("only to elect a leader").singleElement().asString().contains("-leader");
        assertThat(kinds(render("all-on", cluster))).contains("RoleBinding");
        assertThat(render("all-on", cluster)).filteredOn(manifest -> manifest.contains("kind: ClusterRoleBinding"))
                .as("only to look for holders").singleElement().asString().contains("-holders");
        assertThat(kinds(render("all-off", cluster))).doesNotContain("ClusterRole", "Role", "ServiceAccount",
                "CustomResourceDefinition");
    }

    /** Helm's labels come beside those of the CRD, by which tools for Service Binding find it. */
    @Test
    void theCrdsKeepTheirLabels(TestCluster cluster) {
        assertThat(render("simulator", cluster)).map(ChartTest::parse)
                .filteredOn(manifest -> manifest.at("/kind").asText().equals("CustomResourceDefinition"))
                .extracting(crd -> crd.at("/metadata/name").asText(),
                        crd -> crd.at("/metadata/labels/app.kubernetes.io~1managed-by").asText(),
                        crd -> crd.at("/metadata/labels/servicebinding.io~1provisioned-service").asText())
                .containsExactlyInAnyOrder(tuple("hathorarooms.hathora.dev", "Helm", "true"),
                        tuple("hathoraapplications.hathora.dev", "Helm", ""),
                        tuple("hathoraroomsets.hathora.dev", "Helm", ""));
    }

    @Test
    void whatIsOffIsNotThere(TestCluster cluster) {
        assertThat(render("all-off", cluster)).allSatisfy(manifest -> assertThat(manifest)
                .doesNotContain("securityContext:", "topologySpreadConstraints:", "null"));
        JsonNode operator = pods(render("all-off", cluster)).get(0).at("/containers/0");
        assertThat(operator.has("resources")).isFalse();
    }

    /** As OpenShift wants it. */
    @Test
    void singleFieldsOfTheSecurityContextCanBeLeftOut(TestCluster cluster) {
        String all = helm.run("template", "rooms", CHART, "-n", cluster.namespace(), "--set", "simulator.enabled=true",
                "--set", "podSecurityContext.runAsUser=null,podSecurityContext.runAsGroup=null,"
                        + "podSecurityContext.fsGroup=null");
        assertThat(pods(manifests(all))).hasSize(3)
                .allSatisfy(pod -> assertThat(pod.get("securityContext").properties())
                        .extracting(Map.Entry::getKey).containsExactlyInAnyOrder("runAsNonRoot", "seccompProfile"));
    }

    @Test
    void everyPodGoesWhereItMay(TestCluster cluster) {
        assertThat(pods(render("all-on", cluster))).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("mirror");
            assertThat(pod.at("/nodeSelector/kubernetes.io~1os").asText()).isEqualTo("linux");
            assertThat(pod.at("/tolerations/0/key").asText()).isEqualTo("dedicated");
        });
    }

    /** Who scrapes, and on which port an API server listens, can't be known: what worked without the policy goes on. */
    @Test
    void byDefaultAPolicyLetsEverybodyReachOnePort() {
        JsonNode policy = policy("--set", "simulator.enabled=true");

        assertThat(policy.at("/spec/policyTypes").valueStream().map(JsonNode::asText)).containsExactly("Ingress");
        assertThat(policy.at("/spec/ingress")).singleElement().satisfies(rule -> {
            assertThat(rule.has("from")).isFalse();
            assertThat(rule.get("ports")).singleElement()
                    .satisfies(port -> assertThat(port.get("port").asText()).isEqualTo("http"));
        });
        assertThat(policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1component").asText())
                .isEqualTo("operator");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "https://hathora.example.com               | 53 53 443 6443",
        "https://hathora.example.com/api           | 53 53 443 6443",
        "https://hathora.example.com:8443/api      | 53 53 8443 6443",
        "https://hathora.example.com:6443          | 53 53 6443",
        "HTTP://hathora.games.svc                  | 53 53 80 6443",
        "http://[fd00::1]:8181/a:99                | 53 53 8181 6443",
        "https://[fd00::1]                         | 53 53 443 6443",
    })
    void limitedEgressReachesTheApi(String url, String ports) {
        JsonNode policy = policy("--set", "token.value=a,hathora.allowHttp=true,networkPolicy.egressPorts={6443}",
                "--set-string", "hathora.apiUrl=" + url);

        assertThat(policy.at("/spec/policyTypes").valueStream().map(JsonNode::asText))
                .containsExactly("Ingress", "Egress");
        assertThat(policy.at("/spec/egress").findValuesAsText("port")).containsExactly(ports.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({"simulator, 8080, simulator.enabled=true", "host, 8181, 'host.enabled=true,token.value=a'"})
    void limitedEgressReachesWhatServesTheApiInTheRelease(String component, String port, String values) {
        JsonNode policy = policy("--set", values + ",networkPolicy.egressPorts={6443}", "-s",
                "templates/networkpolicy.yaml");

        assertThat(policy.at("/spec/egress").findValuesAsText("port")).containsExactly("53", "53", "6443", port);
        assertThat(policy.at("/spec/egress")).anySatisfy(rule -> {
            assertThat(rule.findValuesAsText("port")).containsExactly(port);
            assertThat(rule.at("/to/0/podSelector/matchLabels/app.kubernetes.io~1component").asText())
                    .isEqualTo(component);
        });
    }

    /** Clients measure the latency to it, so it has to be the name of a machine. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[\"games.example.com\"]                     | games.example.com | the name of the route",
        "[\"*.example.com\", \"games.example.com\"] | games.example.com | the first one that is not a pattern",
        "[\"*.example.com\"]                         | rooms-hathora-operator-host.games.svc | only a pattern",
        "[]                                          | rooms-hathora-operator-host.games.svc | none",
        "null                                        | rooms-hathora-operator-host.games.svc | left out",
    })
    void clientsMeasureTheLatencyToAMachine(String hostnames, String name, String why) {
        List<JsonNode> pods = pods(manifests(helm.run("template", "rooms", CHART, "-n", "games", "-s",
                "templates/host.yaml", "--set", "host.enabled=true,token.value=a", "--set-json",
                "host.gateway.hostnames=" + hostnames)));

        assertThat(pods).singleElement().satisfies(pod -> assertThat(pod.at("/containers/0/env")).anySatisfy(
                variable -> {
                    assertThat(variable.at("/name").asText()).isEqualTo("HOST_PUBLIC_HOST");
                    assertThat(variable.at("/value").asText()).isEqualTo(name);
                }));
    }

    /** With all namespaces, the host could create Pods everywhere. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "the release's | test.image=any                     | games",
        "named ones    | host.namespaces={arena\\,lobby}     | arena lobby",
        "all           | host.allNamespaces=true            | ",
    })
    void theHostHasRightsOnlyWhereItsApplicationsAre(String which, String values, @Nullable String namespaces) {
        List<JsonNode> all = manifests(helm.run("template", "rooms", CHART, "-n", "games", "-s",
                "templates/host-rbac.yaml", "--set", "host.enabled=true,token.value=a", "--set",
                values.replace("\\", ""))).stream().map(ChartTest::parse).toList();
        List<JsonNode> bindings = all.stream().filter(m -> m.get("kind").asText().endsWith("Binding")).toList();

        assertThat(bindings).allSatisfy(binding -> assertThat(binding.at("/subjects/0/name").asText())
                .isEqualTo("rooms-hathora-operator-host"));
        assertThat(bindings.stream().map(m -> m.at("/metadata/namespace").asText()).filter(n -> !n.isEmpty()))
                .containsExactly(namespaces == null ? new String[0] : namespaces.split(" ", -1));
        assertThat(all.stream().filter(m -> m.get("kind").asText().equals("ClusterRole"))
                .flatMap(m -> m.at("/rules").findValues("resources").stream()).flatMap(JsonNode::valueStream)
                .map(JsonNode::asText)).as("without a namespace, only nodes can be read unless all are served")
                .contains("nodes").matches(resources -> resources.contains("pods") == (namespaces == null));
    }

    /** Only one host can use the file of SQLite; with PostgreSQL, a new one is there before an old one goes. */
    @ParameterizedTest
    @CsvSource({"host, Recreate, 1", "host-all-on, RollingUpdate, 0"})
    void theDatabaseDecidesHowTheHostIsReplaced(String values, String strategy, int claims, TestCluster cluster) {
        List<JsonNode> all = render(values, cluster).stream().map(ChartTest::parse).toList();

        assertThat(all).filteredOn(m -> m.at("/metadata/name").asText().endsWith("-host")
                && m.get("kind").asText().equals("Deployment")).singleElement()
                .satisfies(m -> assertThat(m.at("/spec/strategy/type").asText()).isEqualTo(strategy));
        assertThat(all).filteredOn(m -> m.get("kind").asText().equals("PersistentVolumeClaim")).hasSize(claims)
                .allSatisfy(m -> assertThat(m.at("/metadata/annotations/helm.sh~1resource-policy").asText())
                        .isEqualTo("keep"));
    }

    private JsonNode policy(String... values) {
        String[] arguments = Stream.concat(Stream.of("template", "rooms", CHART), Stream.of(values))
                .toArray(String[]::new);
        return manifests(helm.run(arguments)).stream().map(ChartTest::parse)
                .filter(m -> m.get("kind").asText().equals("NetworkPolicy")).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"all-on, operator, 0", "host-all-on, operator, 0", "host-all-on, host, 1"})
    void theNetworkPolicyLetsTheTestIn(String values, String component, int rule, TestCluster cluster) {
        List<JsonNode> all = render(values, cluster).stream().map(ChartTest::parse).toList();
        JsonNode test = all.stream().filter(m -> m.get("kind").asText().equals("Pod")).findFirst().orElseThrow();
        JsonNode policy = all.stream().filter(m -> m.get("kind").asText().equals("NetworkPolicy")
                && m.at("/spec/podSelector/matchLabels/app.kubernetes.io~1component").asText().equals(component))
                .findFirst().orElseThrow();

        assertThat(policy.at("/spec/ingress").get(rule).get("from")).hasSize(2).anySatisfy(peer -> {
            assertThat(peer.at("/podSelector/matchLabels").properties()).isNotEmpty().allSatisfy(label -> assertThat(
                    test.at("/metadata/labels").get(label.getKey())).isEqualTo(label.getValue()));
            assertThat(peer).as("in the same namespace").hasSize(1);
        });
    }

    /** A LoadBalancer or a NodePort would show them to everybody. */
    @ParameterizedTest
    @ValueSource(strings = {"ClusterIP", "NodePort", "LoadBalancer"})
    void metricsOfTheHostHaveAServiceInsideTheCluster(String type) {
        List<JsonNode> all = manifests(helm.run("template", "rooms", CHART, "--set",
                "host.enabled=true,token.value=a,host.service.type=" + type)).stream().map(ChartTest::parse).toList();

        assertThat(all).filteredOn(m -> m.get("kind").asText().equals("Service"))
                .extracting(m -> m.at("/metadata/name").asText(), m -> m.at("/spec/type").asText("ClusterIP"),
                        m -> m.at("/spec/clusterIP").asText(), m -> m.at("/spec/ports").findValuesAsText("port"))
                .containsExactlyInAnyOrder(tuple("rooms-hathora-operator", "ClusterIP", "", List.of("8080")),
                        tuple("rooms-hathora-operator-host", type, "", List.of("8181")),
                        tuple("rooms-hathora-operator-host-metrics", "ClusterIP", "None", List.of("8080")));
    }

    /** In the order in which they become ready. */
    @ParameterizedTest
    @CsvSource({"simulator, 'OPERATOR'", "host, 'HOST OPERATOR'"})
    void theTestAsksWhatThereIs(String values, String asked, TestCluster cluster) {
        JsonNode test = render(values, cluster).stream().map(ChartTest::parse)
                .filter(m -> m.get("kind").asText().equals("Pod")).findFirst().orElseThrow().at("/spec/containers/0");
        List<String> ready = Pattern.compile("(?m)^ready \\$(\\w+) ").matcher(test.at("/command/2").asText())
                .results().map(call -> call.group(1)).toList();

        assertThat(ready).containsExactly(asked.split(" "));
        assertThat(test.get("env").findValuesAsText("name")).containsExactlyInAnyOrderElementsOf(ready);
    }

    /** Its name is that of the release, so that several can have theirs in one namespace. */
    @Test
    void theLeaseIsTheOneThatTheRoleNames() {
        for (String release : List.of("red", "blue")) {
            List<JsonNode> all = manifests(helm.run("template", release, CHART, "--set",
                    "hathora.apiUrl=https://hathora.example.com,token.value=a,replicas=2"))
                    .stream().map(ChartTest::parse).toList();
            String lease = release + "-hathora-operator";
            assertThat(all).anySatisfy(deployment -> assertThat(deployment.at("/spec/template/spec/containers/0/env"))
                    .anySatisfy(variable -> {
                        assertThat(variable.at("/name").asText()).isEqualTo("LEADER_ELECTION_NAME");
                        assertThat(variable.at("/value").asText()).isEqualTo(lease);
                    }));
            assertThat(all).anySatisfy(role -> assertThat(role.at("/rules/1/resourceNames/0").asText())
                    .isEqualTo(lease));
        }
    }

    private List<String> render(String values, TestCluster cluster) {
        String all = helm.run("template", "rooms", CHART, "-n", cluster.namespace(), "-f", valuesFile(values));
        return manifests(all);
    }

    private static List<String> manifests(String all) {
        return Stream.of(all.split("(?m)^---$")).map(String::strip).filter(m -> !m.isEmpty()).toList();
    }

    private static JsonNode parse(String manifest) {
        return new KubernetesSerialization().unmarshal(manifest, JsonNode.class);
    }

    /** The pods among them, and those that Deployments make. */
    private static List<JsonNode> pods(List<String> manifests) {
        return manifests.stream().map(ChartTest::parse).map(manifest -> manifest
                .at(manifest.at("/kind").asText().equals("Pod") ? "/spec" : "/spec/template/spec"))
                .filter(pod -> pod.has("containers")).toList();
    }

    private static Set<String> kinds(List<String> manifests) {
        return manifests.stream().flatMap(String::lines).filter(line -> line.startsWith("kind: "))
                .map(line -> line.substring("kind: ".length())).collect(Collectors.toSet());
    }

    private static String valuesFile(String values) {
        return CHART + "/ci/" + values + "-values.yaml";
    }
}
