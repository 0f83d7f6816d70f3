package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is concluded from files of the kernel, and from files that can't be read. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class ProcessTableTest {
    private static final Identity GAME = new Identity(42, "777@boot-1");

    @TempDir
    Path proc;

    @BeforeEach
    void boot() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot-1\n");
    }

    private void run(int pid, String state, int start) throws IOException {
        Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.writeString(proc.resolve(pid + "/stat"), "%d (a game) (x) %s %s%d 0 0\n".formatted(pid, state,
                "0 ".repeat(18), start));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"it runs, S, 777, true", "its parent has not waited for it, Z, 777, false",
        "its number is used again, S, 778, false"})
    void aProcessIsKnownByNumberAndStart(String reason, String state, int start, boolean alive) throws IOException {
        run(42, state, start);
        assertThat(ProcessTable.open(proc).isAlive(GAME)).as(reason).isEqualTo(alive);
    }

    @Test
    void oneThatIsNotThereHasEnded() {
        assertThat(ProcessTable.open(proc).isAlive(GAME)).isFalse();
    }

    @Test
    void anotherBootIsAnotherProcess() throws IOException {
        run(42, "S", 777);
        assertThat(ProcessTable.open(proc).isAlive(new Identity(42, "777@boot-2"))).isFalse();
    }

    /** A folder where a file should be fails when it is read, as a file does without file descriptors. */
    @Test
    void whatCannotBeReadHasNotEnded() throws IOException {
        Files.createDirectories(proc.resolve("42/stat"));
        Files.createDirectories(proc.resolve("42/environ"));
        ProcessTable table = ProcessTable.open(proc);

        assertThatThrownBy(() -> table.isAlive(GAME)).isInstanceOf(RuntimeFailure.class);
        assertThatThrownBy(() -> table.handle(GAME)).isInstanceOf(RuntimeFailure.class);
        assertThatThrownBy(() -> table.withVariable("A=1")).as("nor is it known that nothing is left of it")
                .isInstanceOf(RuntimeFailure.class);
    }

    @Test
    void aBootThatCannotBeToldEndsTheStart() throws IOException {
        Files.delete(proc.resolve("sys/kernel/random/boot_id"));
        Files.createDirectory(proc.resolve("sys/kernel/random/boot_id"));
        assertThatThrownBy(() -> ProcessTable.open(proc)).isInstanceOf(RuntimeFailure.class);
    }
}
