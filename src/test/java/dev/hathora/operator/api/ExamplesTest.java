package dev.hathora.operator.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetSpec;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The manifests in {@code examples/} are what they say; {@link AdmissionTest} applies them. */
class ExamplesTest {
    private static final Path DIRECTORY = Path.of("examples");
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();

    /** All that {@link AdmissionTest} applies. */
    static List<Path> applied() throws IOException {
        try (Stream<Path> applications = Files.list(DIRECTORY.resolve("applications"))) {
            return Stream.of(examples().stream(), sets().stream(), applications.sorted()).flatMap(files -> files)
                    .toList();
        }
    }

    /** Sets of rooms, and what scales them. */
    static List<Path> sets() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("sets"))) {
            return files.sorted().toList();
        }
    }

    /** Rooms: those that the quick start and the demo apply, and more. */
    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY); Stream<Path> more = Files.list(DIRECTORY.resolve("more"))) {
            return Stream.concat(files, more).filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void areRoomsForAnyNamespace(Path example) throws IOException {
        List<JsonNode> rooms = rooms(example);

        assertThat(rooms).isNotEmpty().allSatisfy(room -> assertThat(room.at("/apiVersion").asText())
                .isEqualTo("hathora.dev/v1alpha1"));
        assertThat(manifests(example))
                .allSatisfy(manifest -> assertThat(manifest.at("/metadata/namespace").isMissingNode()).isTrue());
    }

    /** A field that the operator does not know would be lost. */
    @ParameterizedTest
    @MethodSource("examples")
    void sayNothingTheOperatorDoesNotRead(Path example) throws IOException {
        for (JsonNode manifest : rooms(example)) {
            HathoraRoomSpec spec = SERIALIZATION.convertValue(manifest, HathoraRoom.class).getSpec();
            JsonNode read = SERIALIZATION.convertValue(spec, JsonNode.class);
            manifest.get("spec")
                    .properties()
                    .forEach(field -> assertThat(read.get(field.getKey())).isEqualTo(field.getValue()));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void setsSayNothingTheOperatorDoesNotRead(Path example) throws IOException {
        assertThat(ofKind("HathoraRoomSet", example)).isNotEmpty().allSatisfy(manifest -> {
            assertThat(manifest.at("/apiVersion").asText()).isEqualTo("hathora.dev/v1alpha1");
            assertThat(manifest.at("/metadata/namespace").isMissingNode()).isTrue();
            HathoraRoomSetSpec spec = SERIALIZATION.convertValue(manifest, HathoraRoomSet.class).getSpec();
            assertHas(manifest.get("spec"), SERIALIZATION.convertValue(spec, JsonNode.class));
        });
    }

    /** An autoscaler sets replicas, and a manifest that is applied again would set it back. */
    @ParameterizedTest
    @CsvSource({"autoscaler.yaml, HorizontalPodAutoscaler", "keda.yaml, ScaledObject"})
    void autoscalersScaleTheSetBesideThem(String file, String kind) throws IOException {
        Path example = DIRECTORY.resolve("sets").resolve(file);
        JsonNode set = ofKind("HathoraRoomSet", example).getFirst();

        assertThat(ofKind(kind, example)).singleElement().satisfies(autoscaler -> assertThat(
                autoscaler.at("/spec/scaleTargetRef")).isEqualTo(
                        SERIALIZATION.unmarshal(
                                "---\n{apiVersion: hathora.dev/v1alpha1, kind: HathoraRoomSet, name: %s}"
                                        .formatted(set.at("/metadata/name").asText()),
                                JsonNode.class)));
        assertThat(set.get("spec").has("replicas")).isFalse();
    }

    private static void assertHas(JsonNode expected, @Nullable JsonNode read) {
        if (read != null && expected.isObject()) {
            expected.properties().forEach(field -> assertHas(field.getValue(), read.get(field.getKey())));
        } else {
            assertThat(read).isEqualTo(expected);
        }
    }

    @Test
    void areListedInTheReferenceOnceEach() throws IOException {
        List<String> listed = Pattern.compile("(?m)^\\| \\[[^]]*]\\(\\.\\./(examples/[^)]*\\.yaml)\\)")
                .matcher(Files.readString(Path.of("docs/reference.md"))).results().map(link -> link.group(1)).toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(applied().stream().map(Path::toString).toList());
    }

    /** Without rights that the chart gives only when asked, a Secret of the reader's, or a room that is there already. */
    @Test
    void ofTheTopFolderBecomeReadyWithTheChartsDefaults() throws IOException {
        try (Stream<Path> top = Files.list(DIRECTORY)) {
            for (Path example : top.filter(Files::isRegularFile).toList()) {
                assertThat(rooms(example)).as("%s", example).hasSameSizeAs(manifests(example))
                        .allSatisfy(room -> assertThat(room.get("spec").fieldNames()).toIterable()
                                .doesNotContain("connectionSecret", "credentialsSecretRef", "managementPolicy",
                                        "paused"));
            }
        }
    }

    @Test
    void showEveryFieldThatSaysHowToGoAbout() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path example : examples()) {
            rooms(example).forEach(room -> room.get("spec").fieldNames().forEachRemaining(shown::add));
        }

        assertThat(shown).contains("adoptionPolicy", "connectionSecret", "credentialsSecretRef", "deletionPolicy",
                "managementPolicy", "restartPolicy", "roomConfigJson", "roomConfigPolicy", "roomId", "state",
                "ttlSecondsAfterFinished");
    }

    private static List<JsonNode> rooms(Path example) throws IOException {
        return ofKind("HathoraRoom", example);
    }

    private static List<JsonNode> ofKind(String kind, Path example) throws IOException {
        return manifests(example).stream().filter(manifest -> manifest.at("/kind").asText().equals(kind)).toList();
    }

    /** The manifests of a file, which are separated as in any YAML stream. */
    static List<JsonNode> manifests(Path example) throws IOException {
        return Stream.of(Files.readString(example).split("(?m)^---$"))
                .map(yaml -> SERIALIZATION.unmarshal(yaml, JsonNode.class))
                .toList();
    }
}
