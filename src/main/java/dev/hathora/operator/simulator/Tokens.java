package dev.hathora.operator.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.roomv2.Access;

/** The valid developer tokens and their applications. They may change while calls are handled. */
final class Tokens implements Access {
    private final Map<String, Set<String>> byApp = new ConcurrentHashMap<>();
    private final Set<String> ofStrangers = ConcurrentHashMap.newKeySet();
    private volatile String token;

    Tokens(String token) {
        this.token = token;
    }

    /** Replaces the token of all applications without tokens of their own. */
    void rotate(String newToken) {
        token = newToken;
    }

    /** Sets the tokens of an application. */
    void setOf(String appId, Set<String> tokens) {
        byApp.put(appId, Set.copyOf(tokens));
    }

    /** Accepts a token of another organization, which sees no application. */
    void addOfStrangers(String strangers) {
        ofStrangers.add(strangers);
    }

    @Override
    public Decision decide(String sent, String appId) {
        if (isOneOf(ofStrangers, sent)) {
            return Decision.HIDDEN;
        }
        return isOneOf(byApp.getOrDefault(appId, Set.of(token)), sent) ? Decision.ALLOWED : Decision.UNKNOWN_TOKEN;
    }

    private static boolean isOneOf(Set<String> tokens, String sent) {
        return tokens.stream().anyMatch(valid -> MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8),
                valid.getBytes(StandardCharsets.UTF_8)));
    }
}
