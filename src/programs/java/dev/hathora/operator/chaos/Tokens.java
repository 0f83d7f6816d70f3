package dev.hathora.operator.chaos;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.testing.OperatorFixture;

/** The tokens that Hathora accepts: the operator's, and one per user. They rotate. */
final class Tokens {
    private static final String OPERATORS = "dev-token";

    private final Simulator hathora;
    private final Map<String, String> byUser = new HashMap<>();

    Tokens(Simulator hathora) {
        this.hathora = hathora;
    }

    /** Replaces the user's token. The previous one is rejected from now on. */
    synchronized void valid(String user, String token) {
        byUser.put(user, token);
        hathora.setTokens(OperatorFixture.APP,
                Stream.concat(Stream.of(OPERATORS), byUser.values().stream()).toArray(String[]::new));
    }
}
