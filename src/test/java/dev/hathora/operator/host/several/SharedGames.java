package dev.hathora.operator.host.several;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.runtime.GameRuntime;

/**
 * A cluster of game servers that several hosts share, also in several JVMs: a folder with a file for each that runs. As
 * in a cluster, there is one at most with a name, and its creation is one step. Each that began is in a journal.
 */
final class SharedGames implements GameRuntime {
    private static final String ENDED = ".ended";

    private final Path folder;
    private volatile Consumer<String> changed = processId -> {
        // Nobody watches.
    };

    SharedGames(Path folder) {
        this.folder = folder;
        act(() -> Files.createDirectories(folder.resolve("games")));
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void act(Act act) {
        try {
            act.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return folder.resolve("games").resolve(name);
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    /** The ids of those that began, once for each that did. */
    List<String> begun() throws IOException {
        return Files.exists(journal()) ? Files.readAllLines(journal()) : List.of();
    }

    /** The ids of those that run. */
    List<String> running() {
        return names().filter(name -> !name.endsWith(ENDED)).toList();
    }

    private Stream<String> names() {
        try (Stream<Path> files = Files.list(file(""))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RuntimeId id() {
        return new RuntimeId("shared", "a cluster");
    }

    @Override
    public void belongTo(String databaseId) {
        // To any.
    }

    @Override
    public void start(Launch launch) {
        String id = launch.process().processId();
        act(() -> {
            try {
                Files.createFile(file(id));
                Files.writeString(journal(), id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (FileAlreadyExistsException e) {
                // It runs.
            }
        });
    }

    @Override
    public void terminate(String processId) {
        kill(processId);
    }

    @Override
    public void kill(String processId) {
        act(() -> {
            if (Files.deleteIfExists(file(processId))) {
                Files.writeString(file(processId + ENDED), "");
            }
        });
        changed.accept(processId);
    }

    @Override
    public ProcessView view(GameProcess process) {
        return Files.exists(file(process.processId()))
                ? new ProcessView.Running(true, process.ports())
                : Files.exists(file(process.processId() + ENDED))
                        ? new ProcessView.Ended(true, "was told to")
                        : new ProcessView.Gone();
    }

    @Override
    public Collection<String> known() {
        return names().map(name -> name.replace(ENDED, "")).distinct().toList();
    }

    @Override
    public void forget(String processId) {
        act(() -> Files.deleteIfExists(file(processId + ENDED)));
    }

    @Override
    public GameOutput output(String processId) {
        throw new RuntimeFailure("a game of this test has no output");
    }

    @Override
    public void watch(Consumer<String> listener) {
        changed = listener;
    }

    @Override
    public void close() {
        // They run on.
    }
}
