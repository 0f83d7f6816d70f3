package dev.hathora.operator.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.hathora.operator.roomv2.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The developer token, which is good for every application. */
final class Tokens implements Access {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    private final Supplier<String> token;
    private final AtomicBoolean missing = new AtomicBoolean();

    Tokens(Supplier<String> token) {
        this.token = token;
    }

    @Override
    public Decision decide(String sent, String appId) {
        String valid;
        try {
            valid = token.get();
            missing.set(false);
        } catch (IllegalStateException e) {
            // Once: strangers can call as often as they like.
            if (!missing.getAndSet(true)) {
                log.warn("No token is taken: {}", e.getMessage());
            }
            return Decision.UNKNOWN_TOKEN;
        }
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), valid.getBytes(StandardCharsets.UTF_8))
                ? Decision.ALLOWED
                : Decision.UNKNOWN_TOKEN;
    }
}
