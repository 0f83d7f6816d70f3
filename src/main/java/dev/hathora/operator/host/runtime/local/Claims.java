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
 * A file for each game server, named after its record, that says which process of the machine it is. It is there before
 * the game server begins, until its end is recorded.
 */
final class Claims {
    private static final Pattern PROCESS_ID = Pattern.compile("[a-zA-Z0-9-]{1,64}");

    private static final Duration UNFINISHED = Duration.ofMinutes(10);

    private final Path folder;

    /** @param folder is made if it does not exist */
    Claims(Path folder) throws IOException {
        this.folder = PrivateFolder.make(folder);
    }

    /** Where a game server's script has to write. */
    Path file(String processId) {
        if (!PROCESS_ID.matcher(processId).matches()) {
            throw new IllegalArgumentException("process id " + processId);
        }
        return folder.resolve(processId);
    }

    /** Where variables for a game server's script are, until it has read them. */
    Path variables(String processId) {
        return file(processId).resolveSibling(processId + ".env");
    }

    /** The process that a claim names; empty: nothing runs, or ran, for that record. */
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
     * Removes what scripts left that ended before they had made their claim, on a full disk for example. One that is only
     * slow can't make it any more.
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

    /** The ids of all records that have one. */
    List<String> ids() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> PROCESS_ID.matcher(name).matches()).toList();
        } catch (IOException e) {
            throw new RuntimeFailure("the folder for game servers can't be read: " + e, e);
        }
    }
}
