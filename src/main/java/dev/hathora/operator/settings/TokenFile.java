package dev.hathora.operator.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A token in a file, such as a mounted Secret. The file is read for every call, so that a rotation is never missed:
 * Kubernetes replaces such files by switching a symbolic link. Compared to the call, this costs little.
 */
public final class TokenFile implements Supplier<String> {
    /** The maximum size. A larger file can't be a token. */
    private static final int MAX_BYTES = 64 * 1024;

    private final Path path;

    public TokenFile(Path path) {
        this.path = path;
    }

    /**
     * The token without surrounding white space.
     *
     * @throws IllegalStateException if there is none; the message says why
     */
    @Override
    public String get() {
        String token;
        try (InputStream file = Files.newInputStream(path)) {
            token = new String(file.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the token file " + path + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IllegalStateException("the token file " + path + " is not readable by this user", e);
        } catch (IOException e) {
            throw new IllegalStateException("the token file " + path + " can't be read: " + e.getMessage(), e);
        }
        if (token.isEmpty()) {
            throw new IllegalStateException("the token file " + path + " is empty");
        }
        return token;
    }
}
