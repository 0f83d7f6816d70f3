package dev.hathora.operator.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.controller.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The manifests in {@code examples/} are what they say; {@link AdmissionTest} applies them. */
class ExamplesTest {
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void areRoomsForAnyNamespace(Path example) throws IOException {
        assertThat(manifests(example)).isNotEmpty().allSatisfy(manifest -> {
            assertThat(manifest.at("/apiVersion").asText()).isEqualTo("hathora.dev/v1alpha1");
            assertThat(manifest.at("/kind").asText()).isEqualTo("HathoraRoom");
            assertThat(manifest.at("/metadata/namespace").isMissingNode()).isTrue();
        });
    }

    /** A field that the operator does not know would be lost. */
    @ParameterizedTest
    @MethodSource("examples")
    void sayNothingTheOperatorDoesNotRead(Path example) throws IOException {
        for (JsonNode manifest : manifests(example)) {
            HathoraRoomSpec spec = SERIALIZATION.convertValue(manifest, HathoraRoom.class).getSpec();
            JsonNode read = SERIALIZATION.convertValue(spec, JsonNode.class);
            manifest.get("spec")
                    .properties()
                    .forEach(field -> assertThat(read.get(field.getKey())).isEqualTo(field.getValue()));
        }
    }

    /** The manifests of a file, which are separated as in any YAML stream. */
    static List<JsonNode> manifests(Path example) throws IOException {
        return Stream.of(Files.readString(example).split("(?m)^---$"))
                .map(yaml -> SERIALIZATION.unmarshal(yaml, JsonNode.class))
                .toList();
    }
}
