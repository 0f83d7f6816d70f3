package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps what game servers write to their standard streams. Each has a folder, named after its record, with
 * {@code output.log}, and with older output in {@code output.1.log} and so on.
 *
 * <p>A game server keeps the file open and survives the host, so a file that is too large is copied and then truncated:
 * the game server appends, and so continues at the beginning. What it writes between copy and truncation is lost.
 */
final class Output {
    private static final int OLD_FILES = 3;

    private final Path folder;
    private final long maxBytes;
    private final Duration keep;

    /**
     * @param folder is created if it does not exist
     * @param maxBytes the maximum size of each of the four files of a process
     * @param keep how long output is kept after the last write of a process
     */
    Output(Path folder, long maxBytes, Duration keep) throws IOException {
        this.folder = PrivateFolder.make(folder);
        this.maxBytes = maxBytes;
        this.keep = keep;
    }

    /** The file that a process writes now; it may not exist yet, or no longer exist. */
    Path current(String processId) {
        return folder.resolve(processId).resolve("output.log");
    }

    /** Creates the folder of a new process, and returns the file for its output. */
    Path create(String processId) throws IOException {
        Files.createDirectories(folder.resolve(processId));
        return current(processId);
    }

    private Path old(String processId, int number) {
        return folder.resolve(processId).resolve("output." + number + ".log");
    }

    /** Starts a new file if the current one of a process has become too large. */
    void rotate(String processId) throws IOException {
        Path current = current(processId);
        if (!Files.exists(current) || Files.size(current) <= maxBytes) {
            return;
        }
        for (int i = OLD_FILES - 1; i >= 1; i--) {
            if (Files.exists(old(processId, i))) {
                Files.move(old(processId, i), old(processId, i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (FileChannel from = FileChannel.open(current, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(old(processId, 1), StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            copyEnd(from, to);
            from.truncate(0);
        }
    }

    /**
     * If more was written between two checks than may be kept, only its end is copied, so that it does not fill the
     * disk.
     */
    private void copyEnd(FileChannel from, FileChannel to) throws IOException {
        long end = from.size();
        long position = Math.max(0, end - maxBytes);
        while (position < end) {
            long copied = from.transferTo(position, end - position, to);
            if (copied <= 0) {
                return;
            }
            position += copied;
        }
    }

    /** Removes the output of processes that have written nothing for a long time, unless they run. */
    void removeOld(List<String> running) throws IOException {
        Instant old = Instant.now().minus(keep);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path home : all.filter(path -> !running.contains(String.valueOf(path.getFileName()))).toList()) {
                if (lastWord(home).isBefore(old)) {
                    remove(home);
                }
            }
        }
    }

    private static Instant lastWord(Path home) throws IOException {
        try {
            return Files.getLastModifiedTime(home.resolve("output.log")).toInstant();
        } catch (NoSuchFileException e) {
            return Files.getLastModifiedTime(home).toInstant();
        }
    }

    private static void remove(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(home);
    }
}
