package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is read of a resource in a cluster. What files and resources have in common is in {@link ManifestReaderTest}. */
@Execution(ExecutionMode.CONCURRENT)
class ApplicationReaderTest {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final Path CRD = Path.of("crds/hathoraapplications.hathora.dev-v1.yml");

    private static WantedApplication read(String spec) throws Exception {
        return ApplicationReader.read(YAML.readTree("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: my-game, namespace: games, uid: u, generation: 3}
                spec: %s
                status: {observedGeneration: -1}
                """.formatted(spec.replace("\n", "\n  "))), "games").application();
    }

    @Test
    void whatCountsInAClusterIsRead() throws Exception {
        String template = "{spec: {containers: [{name: game, envFrom: [{secretRef: {name: web}}]}]}}";

        assertThat(read("""
                {appId: app-1, image: "game:1", command: [java], args: [game], env: [{name: COLOUR, value: "7"}],
                workingDirectory: /game, imagePullSecrets: [{name: registry}], containerPort: 4000, transportType: tls,
                portPolicy: Passthrough, requestedCPU: 2, requestedMemory: 1073741824,
                regions: [{name: Tokyo, nodeSelector: {region: tyo}, tolerations: [{key: games, operator: Exists}],
                warmProcesses: 2}, {name: Dubai}], podTemplate: %s}""".formatted(template)))
                .isEqualTo(new WantedApplication("games", "my-game", "app-1",
                        List.of(new Application.OfferedRegion("Tokyo", 2, null, null,
                                new Application.Nodes(Map.of("region", "tyo"),
                                        List.of(YAML.readTree("{key: games, operator: Exists}")))),
                                new Application.OfferedRegion("Dubai", 0, null)),
                        Application.Logins.DEFAULT, WantedApplication.Keys.NONE,
                        new Deployment.Content(
                                new Deployment.Program("game:1", List.of("java"), List.of("game"),
                                        Map.of("COLOUR", "7"), "/game"),
                                List.of(new Deployment.Port("default", 4000, Transport.TLS)),
                                new Deployment.Limits(1, 2, 1024, Duration.ofSeconds(100), Duration.ofMinutes(5),
                                        Duration.ofSeconds(30)),
                                null, new Deployment.PodSettings(Deployment.PortPolicy.PASSTHROUGH,
                                        List.of("registry"), YAML.readTree(template)))));
    }

    @Test
    void anImageIsEnough() throws Exception {
        WantedApplication wanted = read("{image: game}");

        assertThat(wanted.content().program()).isEqualTo(new Deployment.Program("game", List.of(), List.of(), Map.of(),
                null));
        assertThat(wanted.content().pod())
                .isEqualTo(new Deployment.PodSettings(Deployment.PortPolicy.HOST_PORT, List.of(), null));
    }

    /** Clients read numbers in types of their own. What differs from the record would be a new deployment each time. */
    @Test
    void numbersAreReadAsTheyAreStored() throws Exception {
        JsonNode resource = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                DeserializationFeature.USE_LONG_FOR_INTS).readTree("""
                        {"apiVersion": "hathora.dev/v1alpha1", "kind": "HathoraApplication", "metadata": {"name": "a"},
                        "spec": {"image": "game", "podTemplate": {"spec": {"priority": 7,
                        "containers": [{"name": "game", "resources": {"limits": {"cpu": 0.50}}}]}}}}""");
        Deployment.Content content = ApplicationReader.read(resource, "games").application().content();

        ObjectMapper records = JsonMapper.builder().addModule(new JavaTimeModule()).build();
        assertThat(records.readValue(records.writeValueAsString(content), Deployment.Content.class)).isEqualTo(content);
        Deployment.Content withoutTemplate = read("{image: game}").content();
        assertThat(records.readValue(records.writeValueAsString(withoutTemplate), Deployment.Content.class))
                .isEqualTo(withoutTemplate);
    }

    /** The CRD may be newer than this program. What it needs to know, it refuses by values. */
    @Test
    void fieldsOfALaterVersionAreNotInTheWay() throws Exception {
        assertThat(read("{image: game, voiceChat: {codec: opus}, regions: [{name: Tokyo, spot: true}]}").regions())
                .containsExactly(new Application.OfferedRegion("Tokyo", 0, null));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    a manifest for a machine        | {command: [./game]}                        | spec.image is missing: write the container image
                    an image that can't be          | {image: "a b"}                             | spec.image is "a b": write the container image
                    a region of a later version     | {image: g, regions: [{name: Paris}]}       | spec.regions[0].name is "Paris": write one of
                    a policy of a later version     | {image: g, portPolicy: Dynamic}            | spec.portPolicy is "Dynamic": write one of HostPort, Passthrough
                    a template that is a word       | {image: g, podTemplate: classified}        | spec.podTemplate has to be an object
                    a misspelt field of a Pod       | {image: g, podTemplate: {spec: {containerz: [classified]}}} | spec.podTemplate.spec.containerz is not a field of Kubernetes
                    one further down                | {image: g, podTemplate: {spec: {containers: [{name: game}, {env: [{nam: classified}]}]}}} | spec.podTemplate.spec.containers[1].env[0].nam is not a field
                    an object for a text            | {image: g, podTemplate: {spec: {nodeName: {a: classified}}}} | spec.podTemplate.spec.nodeName has a value that Kubernetes does not take
                    a text for a list               | {image: g, podTemplate: {spec: {containers: classified}}} | spec.podTemplate.spec.containers has a value
                    a toleration that can't be      | {image: g, regions: [{name: Tokyo, tolerations: [{kee: a}]}]} | spec.regions[0].tolerations[0].kee is not a field
                    """)
    void whatSlippedPastAdmissionIsSaidWithoutValuesThatMayBeSecret(String mistake, String spec, String told) {
        assertThatThrownBy(() -> read(spec)).as(mistake).isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining(told).hasMessageNotContaining("classified");
    }

    @Test
    void examplesCanBeRead() throws Exception {
        try (Stream<Path> examples = Files.list(Path.of("examples/applications"))) {
            for (Path example : examples.toList()) {
                String manifest = Files.readString(example).split("(?m)^---$", 2)[0];
                assertThat(ApplicationReader.read(YAML.readTree(manifest), "games").application().content().program()
                        .image()).isNotNull();
            }
        }
    }

    /** A field of one alone would be accepted, and do nothing. */
    @Test
    void theCrdAndTheReaderHaveTheSameFields() throws IOException {
        JsonNode spec = YAML.readTree(Files.readString(CRD))
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");

        assertThat(spec.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(ApplicationReader.SPEC);
        assertThat(spec.at("/regions/items/properties").fieldNames()).toIterable()
                .containsExactlyInAnyOrderElementsOf(ApplicationReader.REGION);
        assertThat(spec).as("and of others, those that are written out here").isNotEmpty();
        assertFields(spec, "/env/items", "name", "value");
        assertFields(spec, "/additionalContainerPorts/items", "name", "port", "transportType");
        assertFields(spec, "/imagePullSecrets/items", "name");
        assertFields(spec, "/appSecretRef", "name", "key");
        assertFields(spec, "/tokenSecretRefs/items", "name", "key");
        assertFields(spec, "/auth", "anonymous", "nickname", "google");
        assertFields(spec, "/auth/properties/google", "clientId");
        assertFields(spec, "/regions/items/properties/ping", "host", "port");
    }

    private static void assertFields(JsonNode spec, String pointer, String... fields) {
        assertThat(spec.at(pointer + "/properties").fieldNames()).toIterable().as(pointer)
                .containsExactlyInAnyOrder(fields);
    }
}
