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

/** What a failed call to Hathora means for the resource: nobody concludes anything about the room from it. */
public final class Setback {
    private static final Duration TRY_TOKEN_AGAIN = Duration.ofSeconds(30);
    private static final Duration TRY_REFUSED_AGAIN = Duration.ofSeconds(60);

    private Setback() {}

    /**
     * How to go on after a failure.
     *
     * @param api the origin that was called
     * @param token what to call the token that was used, as in "the token in Secret hathora"
     * @param claim the room that the call was about; null: none
     * @param next the pause before a failure that may pass is tried again; the caller lets it grow
     */
    public static Rest rest(HathoraException failure, String api, String token, @Nullable Claim claim, Watch watch,
            Duration next, Instant now) {
        String message = failure.getMessage() == null ? failure.kind().name() : failure.getMessage();
        Duration asked = failure.retryAfter().filter(d -> d.compareTo(next) > 0).orElse(next);
        return switch (failure.kind()) {
            case UNAUTHORIZED -> Rest.of(Reason.CREDENTIALS_INVALID, watch, now, TRY_TOKEN_AGAIN,
                    message + ". Hathora refuses " + token + ": put a valid one in its place.");
            case BILLING -> Rest.of(Reason.BILLING_BLOCKED, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Settle billing in the Hathora console.");
            case FORBIDDEN -> Rest.of(Reason.FORBIDDEN, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Hathora does not allow this with " + token + ": use one that may do it.");
            case INVALID -> Rest.of(Reason.REQUEST_REJECTED, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Correct in spec what Hathora names; what can't be changed there needs a new resource.");
            case THROTTLED -> Rest.of(Reason.RATE_LIMITED, watch, now, asked, message);
            case ABSENT, CONFLICT, TRANSIENT -> isDoubt(failure)
                    ? Rest.of(Reason.HATHORA_UNREACHABLE, watch, now, asked,
                            message + ". " + doubt(api, token, claim))
                    : isUnknownApplication(failure)
                            ? Rest.of(Reason.APPLICATION_NOT_FOUND, watch, now, TRY_REFUSED_AGAIN,
                                    message + ". Check spec.appId and spec.deploymentId"
                                            + (claim == null ? "." : "; the application is " + claim.appId() + "."))
                            : Rest.of(Reason.HATHORA_UNREACHABLE, watch, now, asked, message);
        };
    }

    /** Whoever answered is not known to see the application: not even a 404 of its means anything. */
    private static boolean isDoubt(HathoraException failure) {
        return failure.operation() == Operation.GET_APP && failure.status() != 0
                && failure.status() < HttpURLConnection.HTTP_INTERNAL_ERROR;
    }

    private static String doubt(String api, String token, @Nullable Claim claim) {
        return "Whoever answers at " + api + " knows "
                + (claim == null
                        ? "no such application"
                        : "neither room " + claim.roomId() + " nor its application " + claim.appId())
                + ", or does not let " + token + " see them; so nothing is concluded about the room. Check"
                + " HATHORA_API_URL, the organization that the token is of, and gateways on the way.";
    }

    private static boolean isUnknownApplication(HathoraException failure) {
        return failure.operation() == Operation.CREATE_ROOM && failure.kind() == ErrorKind.ABSENT;
    }
}
