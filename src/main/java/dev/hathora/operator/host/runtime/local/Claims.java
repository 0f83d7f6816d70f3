package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * Keeps a file for each game server, named after its record, with the identity of its process. The file exists from
 * before the game server starts until its end is recorded.
 */
final class Claims {
    private static final Pattern PROCESS_ID = Pattern.compile("[a-zA-Z0-9-]{1,64}");

    private static final Duration UNFINISHED = Duration.ofMinutes(10);

    private final Path folder;

    /** @param folder is created if it does not exist */
    Claims(Path folder) throws IOException {
        this.folder = PrivateFolder.make(folder);
    }

    /** The file that a game server's script writes. */
    Path file(String processId) {
        if (!PROCESS_ID.matcher(processId).matches()) {
            throw new IllegalArgumentException("process id " + processId);
        }
        return folder.resolve(processId);
    }

    /** The file with variables for a game server's script, which removes it after reading. */
    Path variables(String processId) {
        return file(processId).resolveSibling(processId + ".env");
    }

    /** The process in a claim; empty if none runs, or ran, for that record. */
    Optional<Identity> find(String processId) {
        try {
            return Identity.parse(Files.readString(file(processId)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RuntimeFailure("the file of process " + processId + " can't be read: " + e, e);
        }
    }

    /**
     * Removes the files of scripts that ended before they had written their claim, for example on a full disk. A script
     * that is only slow can't write its claim afterwards.
     */
    void removeUnfinished() throws IOException {
        Instant old = Instant.now().minus(UNFINISHED);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(path -> path.toString().matches(".*/[a-zA-Z0-9-]+\\.(\\d+|env)")).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    Files.delete(file);
                }
            }
        }
    }

    void remove(String processId) {
        try {
            Files.deleteIfExists(file(processId));
        } catch (IOException e) {
            throw new RuntimeFailure("the file of process " + processId + " can't be removed: " + e, e);
        }
    }

    /** The ids of all records that have a claim. */
    List<String> ids() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> PROCESS_ID.matcher(name).matches()).toList();
        } catch (IOException e) {
            throw new RuntimeFailure("the folder for game servers can't be read: " + e, e);
        }
    }
}
