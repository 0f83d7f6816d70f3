package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.awaitility.Awaitility;

/**
 * A machine that is slow when it matters: what a host starts there waits before it begins.
 *
 * @param path where a host looks for programs first
 */
record LateStart(Path path) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    LateStart {
        try {
            Files.writeString(path.resolve("setsid"), """
                    #!/bin/sh
                    [ -p '%1$s' ] || mkfifo '%1$s'
                    read -r go < '%1$s'
                    PATH=${PATH#*:}
                    exec setsid "$@"
                    """.formatted(path.resolve("go")));
            Files.setPosixFilePermissions(path.resolve("setsid"), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is the command of something that has not begun yet. */
    boolean isWaiting(String command) {
        return command.contains(path.resolve("setsid").toString());
    }

    /** Lets what waits begin. */
    void letBegin() {
        // For both: only to write would wait for a reader.
        try (RandomAccessFile go = new RandomAccessFile(path.resolve("go").toFile(), "rw")) {
            go.writeBytes("go\n");
            Awaitility.await("it has begun").atMost(PATIENCE)
                    .until(() -> !LivingGames.isRunning(path.resolve("setsid").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
