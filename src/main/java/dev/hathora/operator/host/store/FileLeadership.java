package dev.hathora.operator.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A lock on a file next to the SQLite database. The kernel releases it when the process of the host ends. */
record FileLeadership(FileChannel file) implements Leadership {
    static FileLeadership take(String database) {
        try {
            FileChannel file = FileChannel.open(Path.of(database + ".leader"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (!isLocked(file)) {
                file.close();
                throw new DatabaseInUseException();
            }
            return new FileLeadership(file);
        } catch (IOException e) {
            throw new DatabaseUnavailableException("the database can't be reached: " + e, e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new DatabaseUnavailableException("the lock file beside the database can't be closed", e);
        }
    }
}
