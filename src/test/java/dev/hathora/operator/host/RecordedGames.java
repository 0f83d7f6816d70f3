package dev.hathora.operator.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The game servers of this machine that a host has started, or found again, and not forgotten.
 *
 * @param folder the host's folder for game servers
 */
public record RecordedGames(Path folder) {
    /** The ids of their processes. */
    public Set<String> ids() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("processes"))) {
            Set<String> ids = new HashSet<>();
            files.map(file -> String.valueOf(file.getFileName())).filter(name -> !name.contains("."))
                    .forEach(ids::add);
            return ids;
        }
    }

    /** Their numbers. */
    public List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        for (String id : ids()) {
            try {
                pids.add(Long.valueOf(Files.readString(folder.resolve("processes").resolve(id)).split(" ", 2)[0]));
            } catch (NoSuchFileException e) {
                // It was forgotten meanwhile.
            }
        }
        return pids;
    }

    /** Ends all of them. */
    public void kill() throws IOException {
        for (long pid : pids()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
