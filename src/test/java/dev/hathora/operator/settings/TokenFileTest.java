package dev.hathora.operator.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenFileTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void followsARotationAsKubernetesDoesIt() throws IOException {
        Files.createDirectory(directory.resolve("..1"));
        Files.createDirectory(directory.resolve("..2"));
        Files.writeString(directory.resolve("..1/token"), "one\n");
        Files.writeString(directory.resolve("..2/token"), "two\n");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Path token = Files.createSymbolicLink(directory.resolve("token"), Path.of("..data/token"));
        TokenFile file = new TokenFile(token);
        assertThat(file.get()).isEqualTo("one");

        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
        Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(file.get()).isEqualTo("two");
    }

    @Test
    void saysWhyThereIsNoToken() throws IOException {
        Path path = directory.resolve("token");
        TokenFile file = new TokenFile(path);
        assertThatThrownBy(file::get).isInstanceOf(IllegalStateException.class)
                .hasMessage("the token file " + path + " does not exist");

        Files.writeString(path, " \n\t");
        assertThatThrownBy(file::get).hasMessage("the token file " + path + " is empty");

        TokenFile aDirectory = new TokenFile(directory);
        assertThatThrownBy(aDirectory::get).hasMessageStartingWith("the token file " + directory + " can't be read: ");

        Files.writeString(path, " now \n");
        assertThat(file.get()).isEqualTo("now");
    }
}
