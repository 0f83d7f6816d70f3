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
 * A token in a file, as a mounted Secret is. Read anew each time it is asked for, which costs little beside the call it
 * is for and can't miss a rotation: Kubernetes exchanges such files by moving a symbolic link.
 */
public final class TokenFile implements Supplier<String> {
    /** No token is that long; what is, is not a token's file. */
    private static final int MAX_BYTES = 64 * 1024;

    private final Path path;

    public TokenFile(Path path) {
        this.path = path;
    }

    /**
     * The token, without white space around it.
     *
     * @throws IllegalStateException when there is none; the message says why
     */
    @Override
    public String get() {
        String token;
        try (InputStream file = Files.newInputStream(path)) {
            token = new String(file.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the token file " + path + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IllegalStateException("the token file " + path + " may not be read by this user", e);
        } catch (IOException e) {
            throw new IllegalStateException("the token file " + path + " can't be read: " + e.getMessage(), e);
        }
        if (token.isEmpty()) {
            throw new IllegalStateException("the token file " + path + " is empty");
        }
        return token;
    }
}
