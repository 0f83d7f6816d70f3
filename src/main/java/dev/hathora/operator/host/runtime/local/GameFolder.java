package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * The folder that keeps what is known of the game servers of this machine. One host at a time uses it, with one database:
 * without its records nothing tells which game servers are still wanted.
 *
 * @param path where it is
 * @param lock held as long as it is open
 * @param id the folder's own, made once
 */
record GameFolder(Path path, FileChannel lock, RuntimeId id) implements AutoCloseable {
    private static final String DATABASE = "database";

    /**
     * Opens a folder, which is made if it does not exist.
     *
     * @throws RuntimeFailure when it can't be used, or another host uses it
     */
    static GameFolder open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            PrivateFolder.make(absolute);
            FileChannel lock = FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (!isLocked(lock)) {
                lock.close();
                throw new RuntimeFailure("another host uses the folder " + absolute
                        + ": end it, or use another folder and another database");
            }
            String id = read(absolute.resolve("id")).orElseGet(() -> UUID.randomUUID().toString());
            write(absolute.resolve("id"), id);
            return new GameFolder(absolute, lock,
                    new RuntimeId(id, "the folder " + absolute + " of " + InetAddress.getLocalHost().getHostName()));
        } catch (IOException e) {
            throw new RuntimeFailure("the folder " + absolute + " can't be used for game servers: " + e, e);
        }
    }

    /** The lock is released with its file, or by the kernel. */
    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Ties it to a database.
     *
     * @param empty whether there are no game servers: it can be tied to another one then
     * @throws RuntimeFailure when it is tied to another database
     */
    void belongTo(String databaseId, boolean empty) {
        try {
            Optional<String> known = read(path.resolve(DATABASE));
            if (known.filter(id -> !id.equals(databaseId)).isPresent() && !empty) {
                throw new RuntimeFailure("the game servers in " + path + " are recorded in another database: use that"
                        + " database (--database), or another folder (--games); if that database is lost, end these"
                        + " game servers and remove the folder");
            }
            write(path.resolve(DATABASE), databaseId);
        } catch (IOException e) {
            throw new RuntimeFailure("the folder " + path + " can't be used for game servers: " + e, e);
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Completely, or not at all. */
    private static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text + "\n");
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
