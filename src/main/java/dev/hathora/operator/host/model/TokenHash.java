package dev.hathora.operator.host.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a token: enough to know it again, too little to use it.
 *
 * @param hex its SHA-256
 */
public record TokenHash(String hex) {
    /** The hash of a token. */
    public static TokenHash of(String token) {
        try {
            return new TokenHash(HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether both are of the same token. Takes the same time whatever the answer is. */
    public boolean isSame(TokenHash other) {
        return MessageDigest.isEqual(hex.getBytes(StandardCharsets.US_ASCII),
                other.hex.getBytes(StandardCharsets.US_ASCII));
    }

    /** Nothing: a short token can be guessed from its hash. */
    @Override
    public String toString() {
        return "TokenHash[]";
    }
}
