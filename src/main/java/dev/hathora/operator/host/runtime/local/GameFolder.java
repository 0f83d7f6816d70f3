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
 * The folder with the state of the game servers of this machine. Only one host at a time can use it, with one database:
 * only the records in that database say which game servers are still needed.
 *
 * @param path its absolute path
 * @param lock held as long as it is open
 * @param id the folder's id, generated once
 */
record GameFolder(Path path, FileChannel lock, RuntimeId id) implements AutoCloseable {
    private static final String DATABASE = "database";

    /**
     * Opens a folder, which is created if it does not exist.
     *
     * @throws RuntimeFailure if it can't be used, or another host uses it
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

    /** Tries to lock a file. The lock is released when the file is closed, or by the kernel when the host ends. */
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
     * @param empty whether the folder has no game servers, so that it can be tied to another database
     * @throws RuntimeFailure if it is tied to another database
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

    /** Writes a file atomically. */
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
