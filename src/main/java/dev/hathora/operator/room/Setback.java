package dev.hathora.operator.room;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;

/** What a failed call to Hathora means for the resource. A failure proves nothing about the room. */
public final class Setback {
    private static final Duration TRY_TOKEN_AGAIN = Duration.ofSeconds(30);
    private static final Duration TRY_REFUSED_AGAIN = Duration.ofSeconds(60);

    private Setback() {}

    /**
     * The plan after a failure.
     *
     * @param api the origin of the endpoint that was called
     * @param token a description of the token that was used, such as "the token in Secret hathora"
     * @param claim the room of the call; null if there is none
     * @param next the delay before a transient failure is retried; the caller increases it
     */
    public static Rest rest(HathoraException failure, String api, String token, @Nullable Claim claim, Watch watch,
            Duration next, Instant now) {
        String message = failure.getMessage() == null ? failure.kind().name() : failure.getMessage();
        Duration asked = failure.retryAfter().filter(d -> d.compareTo(next) > 0).orElse(next);
        return switch (failure.kind()) {
            case UNAUTHORIZED -> Rest.of(Reason.CREDENTIALS_INVALID, watch, now, TRY_TOKEN_AGAIN,
                    message + ". Hathora rejects " + token + ": replace it with a valid one.");
            case BILLING -> Rest.of(Reason.BILLING_BLOCKED, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Settle billing, or raise the limit that Hathora names, on your Hathora server.");
            case FORBIDDEN -> Rest.of(Reason.FORBIDDEN, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Hathora does not allow this with " + token + ": use a token with the required "
                            + "permission.");
            case INVALID -> Rest.of(Reason.REQUEST_REJECTED, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Correct the field that Hathora names. If it is immutable, create a new resource.");
            case THROTTLED -> Rest.of(Reason.RATE_LIMITED, watch, now, asked, message);
            case ABSENT, CONFLICT, TRANSIENT -> isDoubt(failure)
                    ? Rest.of(Reason.HATHORA_UNREACHABLE, watch, now, asked,
                            message + ". " + doubt(api, token, claim))
                    : isUnknownApplication(failure)
                            ? Rest.of(Reason.APPLICATION_NOT_FOUND, watch, now, Timing.APPLICATION_AGAIN,
                                    message + ". Check spec.appId and spec.deploymentId"
                                            + (claim == null ? "." : "; the application is " + claim.appId() + "."))
                            : Rest.of(Reason.HATHORA_UNREACHABLE, watch, now, asked, message);
        };
    }

    /** Whether the answering server does not know the application. Then even its 404 proves nothing. */
    private static boolean isDoubt(HathoraException failure) {
        return failure.operation() == Operation.GET_APP && failure.status() != 0
                && failure.status() < HttpURLConnection.HTTP_INTERNAL_ERROR;
    }

    private static String doubt(String api, String token, @Nullable Claim claim) {
        return "The server at " + api + " does not know "
                + (claim == null
                        ? "the application"
                        : "room " + claim.roomId() + " or its application " + claim.appId())
                + ", or hides it from " + token + ". This proves nothing about the room. Check HATHORA_API_URL, the "
                + "token's organization, and gateways in between.";
    }

    private static boolean isUnknownApplication(HathoraException failure) {
        return failure.operation() == Operation.CREATE_ROOM && failure.kind() == ErrorKind.ABSENT;
    }
}
