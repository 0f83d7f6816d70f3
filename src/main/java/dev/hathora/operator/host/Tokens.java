package dev.hathora.operator.host;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.roomv2.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The developer token, which is good for every application, and the tokens that applications have of their own. */
final class Tokens implements Access {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    private final Supplier<String> token;
    private final Supplier<Collection<Application>> applications;
    private final AtomicBoolean missing = new AtomicBoolean();

    /**
     * @param token the developer token. It throws {@link IllegalStateException} where there is none
     * @param applications those that exist
     */
    Tokens(Supplier<String> token, Supplier<Collection<Application>> applications) {
        this.token = token;
        this.applications = applications;
    }

    /** Compares with every token, so that the time it takes tells of none. */
    @Override
    public Decision decide(String sent, String appId) {
        TokenHash hash = TokenHash.of(sent);
        boolean good = false;
        boolean allowed = isDeveloper(hash);
        for (Application application : applications.get()) {
            boolean asked = appId.isEmpty() || application.appId().equals(appId);
            for (TokenHash own : application.tokens()) {
                if (own.isSame(hash)) {
                    good = true;
                    allowed |= asked;
                }
            }
        }
        if (allowed) {
            return Decision.ALLOWED;
        }
        return good ? Decision.HIDDEN : Decision.UNKNOWN_TOKEN;
    }

    private boolean isDeveloper(TokenHash sent) {
        String valid;
        try {
            valid = token.get();
            missing.set(false);
        } catch (IllegalStateException e) {
            // Once: strangers can call as often as they like.
            if (!missing.getAndSet(true)) {
                log.warn("The developer token is not valid: {}", e.getMessage());
            }
            return false;
        }
        return TokenHash.of(valid).isSame(sent);
    }
}
