package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.store.PortNumbers;

/** A host in this JVM, with its records and game servers in a temporary folder. */
final class TemporaryHost implements AutoCloseable {
    private final Path folder;
    private final Host host;

    /**
     * Starts it.
     *
     * @param manifests the applications, as YAML
     * @param token the developer token
     * @param ports what is given to game servers
     */
    TemporaryHost(String manifests, String token, PortNumbers ports) {
        try {
            folder = Files.createTempDirectory("hathora-host");
            Path applications = Files.writeString(folder.resolve("applications.yaml"), manifests);
            host = Host.start(new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), applications,
                    new HostOptions.DatabaseAddress("jdbc:sqlite:" + folder.resolve("host.db"), null, null),
                    folder.resolve("games"), null, () -> token, "127.0.0.1", ports));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it serves Hathora's API. */
    URI uri() {
        return host.uri();
    }

    /** The ids of the processes that run as game servers on this machine, or ran and were not forgotten. */
    List<String> gameServers() {
        try (Stream<Path> files = Files.list(folder.resolve("games").resolve("processes"))) {
            return files.map(file -> String.valueOf(file.getFileName())).filter(name -> !name.contains(".")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The game server of a process; empty: none runs. */
    Optional<ProcessHandle> gameServer(String processId) {
        try {
            String claim = Files.readString(folder.resolve("games").resolve("processes").resolve(processId));
            return ProcessHandle.of(Long.parseLong(claim.split(" ", 2)[0]));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends host and game servers, which would survive it. */
    @Override
    public synchronized void close() {
        host.close();
        if (Files.exists(folder)) {
            gameServers().forEach(id -> gameServer(id).ifPresent(TemporaryHost::end));
            delete();
        }
    }

    private static void end(ProcessHandle game) {
        game.destroyForcibly();
        game.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
