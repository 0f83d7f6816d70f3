package dev.hathora.operator.roomv2.http;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.Refusal;

/** Processes calls: checks rate limit, token and ids, then calls the handler of the route. */
public final class Api {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    /** The kind of each id in a path. An id that violates the pattern is not looked up. */
    private static final Map<String, String> IDS = Map.of("appId", "application", "roomId", "room", "processId",
            "process", "deploymentId", "deployment");

    private final Access access;
    private final RateLimit rateLimit;
    private final Predicate<Route> offered;

    /**
     * Creates the API.
     *
     * @param access which applications a token gives access to
     * @param rateLimit the limit for all calls
     * @param offered the operations that are offered, evaluated for each call: versions of the API differ in them. The
     *     others are answered with 404, like any unknown path
     */
    public Api(Access access, RateLimit rateLimit, Predicate<Route> offered) {
        this.access = access;
        this.rateLimit = rateLimit;
        this.offered = offered;
    }

    /**
     * Processes a call with all its effects.
     *
     * @param call the request
     * @return the answer; a refusal is an answer, too
     */
    public Answer process(Call call) {
        try {
            rateLimit.take();
            if (!offered.test(call.route())) {
                throw new Refusal(404, "Not Found");
            }
            requireAccess(call);
            requireIds(call);
            return call.route().handler().answer(call);
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    static Answer refused(Refusal refusal) {
        return Answer.error(refusal.status(), refusal.reason(), refusal.retryAfter().orElse(null));
    }

    private void requireAccess(Call call) {
        Access.Decision decision = switch (call.route().auth()) {
            case NONE -> Access.Decision.ALLOWED;
            case PLAYER -> call.token().isPresent() ? Access.Decision.ALLOWED : Access.Decision.UNKNOWN_TOKEN;
            case DEVELOPER -> call.token().map(token -> access.decide(token, call.appId()))
                    .orElse(Access.Decision.UNKNOWN_TOKEN);
        };
        switch (decision) {
            case ALLOWED -> {
                // continue with the other checks
            }
            case HIDDEN -> throw doesNotExist("application", call.appId());
            case UNKNOWN_TOKEN -> throw new Refusal(401, "the token is missing or not valid");
        }
    }

    private static void requireIds(Call call) {
        call.parameters().forEach((name, value) -> {
            String kind = IDS.get(name);
            if (kind != null && !ID.matcher(value).matches()) {
                throw doesNotExist(kind, value);
            }
        });
    }

    private static Refusal doesNotExist(String kind, String id) {
        return new Refusal(404, "%s %s does not exist".formatted(kind, id));
    }
}
