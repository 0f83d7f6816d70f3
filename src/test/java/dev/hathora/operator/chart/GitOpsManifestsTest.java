package dev.hathora.operator.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the manifests for Flux and Argo CD name exists, and exists in time. No API server here knows their kinds, so this is
 * judged by what they say.
 */
class GitOpsManifestsTest {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final Path ROOT = Path.of("examples/gitops");
    /** What kubectl applies, as README.md says. All else comes by way of these. */
    private static final List<String> APPLIED = List.of("flux", "argocd");
    private static final Set<String> KINDS = Set.of("source.toolkit.fluxcd.io/v1 GitRepository",
            "kustomize.toolkit.fluxcd.io/v1 Kustomization", "helm.toolkit.fluxcd.io/v2 HelmRelease",
            "argoproj.io/v1alpha1 Application", "v1 ConfigMap", "v1 Namespace");

    /** A manifest, in its file. */
    record Manifest(Path file, JsonNode json) {
        String at(String pointer) {
            return json.at(pointer).asText();
        }

        String kind() {
            return at("/kind");
        }

        String name() {
            return at("/metadata/name");
        }

        @Override
        public String toString() {
            return ROOT.relativize(file) + ": " + kind() + " " + name();
        }
    }

    static Stream<Manifest> tools() {
        return Stream.concat(APPLIED.stream(), Stream.of("flux/operator"))
                .flatMap(directory -> manifests(ROOT.resolve(directory)).stream());
    }

    static Stream<Manifest> deployments() {
        return tools().filter(m -> Set.of("Kustomization", "HelmRelease", "Application").contains(m.kind()));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void areOfKindsThatTheirToolsKnow(Manifest manifest) {
        assertThat(KINDS).contains(manifest.at("/apiVersion") + " " + manifest.kind());
        assertThat(manifest.name()).isNotEmpty();
    }

    /** A Kustomization that brings its own source would wait for it for ever. */
    @ParameterizedTest
    @MethodSource("deployments")
    void haveTheirSourceBeforeTheyNeedIt(Manifest manifest) {
        JsonNode source = manifest.json().at("/spec/sourceRef").isMissingNode()
                ? manifest.json().at("/spec/chart/spec/sourceRef")
                : manifest.json().at("/spec/sourceRef");
        if (manifest.kind().equals("Application")) {
            assertThat(manifest.at("/spec/source/repoURL")).isEqualTo(applied("GitRepository").getFirst()
                    .at("/spec/url"));
            return;
        }

        assertThat(applied(source.path("kind").asText())).as("what kubectl applies").extracting(Manifest::name)
                .contains(source.path("name").asText());
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void dependOnWhatThereIs(Manifest manifest) {
        assertThat(manifest.json().at("/spec/dependsOn")).allSatisfy(other -> assertThat(applied(manifest.kind()))
                .extracting(Manifest::name).contains(other.path("name").asText()).isNotEqualTo(manifest.name()));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void applyADirectoryThatThereIs(Manifest manifest) {
        String path = Stream.of("/spec/path", "/spec/source/path", "/spec/chart/spec/chart").map(manifest::at)
                .filter(at -> !at.isEmpty()).findFirst().orElseThrow();

        if (path.startsWith("helm/")) {
            assertThat(Path.of(path, "Chart.yaml")).exists();
        } else {
            assertThat(manifests(ROOT.resolve(path))).as(path).isNotEmpty();
        }
    }

    @Test
    void waitForRoomsThatAreApplied() {
        List<Manifest> waiting = deployments().filter(m -> !m.json().at("/spec/healthChecks").isMissingNode()).toList();

        assertThat(waiting).isNotEmpty().allSatisfy(manifest -> {
            Set<String> rooms = rooms(ROOT.resolve(manifest.at("/spec/path"))).map(Manifest::name)
                    .collect(Collectors.toSet());
            assertThat(manifest.json().at("/spec/healthChecks")).isNotEmpty().allSatisfy(check -> {
                assertThat(check.path("apiVersion").asText() + " " + check.path("kind").asText())
                        .isEqualTo("hathora.dev/v1alpha1 HathoraRoom");
                assertThat(rooms).contains(check.path("name").asText());
                assertThat(check.path("namespace").asText()).isEqualTo(manifest.at("/spec/targetNamespace"));
            });
        });
    }

    /** The rooms of a kustomization, and of those that it builds on. */
    private static Stream<Manifest> rooms(Path kustomization) {
        return manifests(kustomization).stream().flatMap(manifest -> manifest.kind().equals("HathoraRoom")
                ? Stream.of(manifest)
                : manifest.json().path("resources").valueStream().map(JsonNode::asText)
                        .filter(resource -> !resource.endsWith(".yaml"))
                        .flatMap(base -> rooms(kustomization.resolve(base).normalize())));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void goToANamespaceThatIsMade(Manifest manifest) throws IOException {
        String namespace = manifest.at("/spec/targetNamespace") + manifest.at("/spec/destination/namespace");
        boolean made = namespace.isEmpty()
                || manifest.json().at("/spec/syncPolicy/syncOptions").toString().contains("CreateNamespace=true")
                || tools().anyMatch(m -> m.kind().equals("Namespace") && m.name().equals(namespace))
                || readme().contains("kubectl create namespace " + namespace);

        assertThat(made).as("somebody makes namespace %s", namespace).isTrue();
    }

    @Test
    void theReadmeMakesTheSecretThatTheyTakeForGranted() throws IOException {
        List<Manifest> operators = deployments().filter(m -> m.at("/spec/path").isEmpty() && m.toString()
                .contains("hathora-operator")).toList();
        String readme = readme();

        assertThat(operators).hasSize(2).allSatisfy(manifest -> assertThat(readme)
                .contains("kubectl -n %s create secret generic %s --from-literal=token=".formatted(
                        manifest.at("/spec/targetNamespace") + manifest.at("/spec/destination/namespace"),
                        manifest.at("/spec/values/token/existingSecret")
                                + manifest.at("/spec/source/helm/valuesObject/token/existingSecret"))));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static List<Manifest> applied(String kind) {
        return APPLIED.stream().flatMap(directory -> manifests(ROOT.resolve(directory)).stream())
                .filter(manifest -> manifest.kind().equals(kind)).toList();
    }

    private static List<Manifest> manifests(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Manifest> read(Path file) {
        try {
            return Stream.of(Files.readString(file).split("(?m)^---$"))
                    .map(yaml -> new Manifest(file, SERIALIZATION.unmarshal(yaml, JsonNode.class)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
