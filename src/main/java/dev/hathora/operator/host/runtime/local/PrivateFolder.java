package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that other users of the machine can't look into: games write what they know to their output. */
final class PrivateFolder {
    private PrivateFolder() {}

    /** Makes a folder, whatever the umask is. One that exists stays as it is. */
    static Path make(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            return Files.createDirectory(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
            throw e;
        }
    }
}
