package dev.hathora.operator.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The CRD that is checked in, and its copy in the chart, is the one that follows from the types and their Javadoc. */
class CrdTest {
    static final String REGENERATE = "mvn test -Dtest=CrdTest -Dcrd.write=true";

    @ParameterizedTest
    @ValueSource(strings = {"crds/hathorarooms.hathora.dev-v1.yml", "helm/hathora-operator/files/crd.yaml"})
    void isGeneratedFromTheTypes(Path file) throws IOException {
        String generated = CrdGeneration.yaml();
        if (Boolean.getBoolean("crd.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s differs from the types in %s; regenerate it with: %s", file, HathoraRoom.class.getPackageName(),
                        REGENERATE)
                .isEqualTo(generated);
    }
}
