package dev.hathora.operator.roomv2.http;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.Refusal;

/** The operations as callers see them: limit, token, ids, then the handler of the route. */
public final class Api {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    /** What the ids in paths are of. One that nothing can have is not looked for. */
    private static final Map<String, String> IDS = Map.of("appId", "application", "roomId", "room", "processId",
            "process", "deploymentId", "deployment");

    private final Access access;
    private final RateLimit rateLimit;
    private final Predicate<Route> offered;

    /**
     * Operations for all who may call them.
     *
     * @param access what tokens are good for
     * @param rateLimit how many calls are taken
     * @param offered the operations that there are, asked for each call: versions of the API differ in them. The others
     *     are answered 404, as any path that names none
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
     * @return the answer; refusals are answers, too
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
                // on to the checks
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
