package dev.hathora.operator.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The CRD that is checked in is the one that follows from the types and their Javadoc. */
class CrdTest {
    static final String REGENERATE = "mvn test -Dtest=CrdTest -Dcrd.write=true";

    private static final Path CRD = Path.of("crds/hathorarooms.hathora.dev-v1.yml");

    @Test
    void isGeneratedFromTheTypes() throws IOException {
        String generated = CrdGeneration.yaml();
        if (Boolean.getBoolean("crd.write")) {
            Files.createDirectories(CRD.getParent());
            Files.writeString(CRD, generated);
        }
        assertThat(Files.exists(CRD) ? Files.readString(CRD) : "")
                .as("%s differs from the types in %s; regenerate it with: %s", CRD, HathoraRoom.class.getPackageName(),
                        REGENERATE)
                .isEqualTo(generated);
    }
}
