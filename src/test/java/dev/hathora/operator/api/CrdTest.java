package dev.hathora.operator.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import io.fabric8.kubernetes.client.CustomResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The CRDs that are checked in, and their copies in the chart, are those that follow from the types and their Javadoc. */
class CrdTest {
    static final String REGENERATE = "mvn test -Dtest=CrdTest -Dcrd.write=true";

    @ParameterizedTest
    @MethodSource
    void isGeneratedFromTheTypes(Path file, Class<? extends CustomResource<?, ?>> kind) throws IOException {
        String generated = CrdGeneration.yaml(kind);
        if (Boolean.getBoolean("crd.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s differs from the types in %s; regenerate it with: %s", file, kind.getPackageName(), REGENERATE)
                .isEqualTo(generated);
    }

    static Stream<Arguments> isGeneratedFromTheTypes() {
        return Stream.of(arguments(Path.of("crds/hathorarooms.hathora.dev-v1.yml"), HathoraRoom.class),
                arguments(Path.of("helm/hathora-operator/files/crd.yaml"), HathoraRoom.class),
                arguments(Path.of("crds/hathoraapplications.hathora.dev-v1.yml"), HathoraApplication.class),
                arguments(Path.of("helm/hathora-operator/files/crd-applications.yaml"), HathoraApplication.class),
                arguments(Path.of("crds/hathoraroomsets.hathora.dev-v1.yml"), HathoraRoomSet.class),
                arguments(Path.of("helm/hathora-operator/files/crd-room-sets.yaml"), HathoraRoomSet.class));
    }
}
