package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;

/** What a failed call to Hathora means for the resource: nobody concludes anything about the room from it. */
public final class Setback {
    private static final Duration TRY_TOKEN_AGAIN = Duration.ofSeconds(30);
    private static final Duration TRY_REFUSED_AGAIN = Duration.ofSeconds(60);

    private Setback() {}

    /**
     * How to go on after a failure.
     *
     * @param next the pause before a failure that may pass is tried again; the caller lets it grow
     */
    public static Rest rest(HathoraException failure, Watch watch, Duration next, Instant now) {
        String message = failure.getMessage() == null ? failure.kind().name() : failure.getMessage();
        Duration asked = failure.retryAfter().filter(d -> d.compareTo(next) > 0).orElse(next);
        return switch (failure.kind()) {
            case UNAUTHORIZED -> Rest.of(Reason.CREDENTIALS_INVALID, watch, now, TRY_TOKEN_AGAIN,
                    message + ". Put a valid Hathora token in place.");
            case BILLING -> Rest.of(Reason.BILLING_BLOCKED, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Settle billing in the Hathora console.");
            case FORBIDDEN -> Rest.of(Reason.FORBIDDEN, watch, now, TRY_REFUSED_AGAIN,
                    message + ". Use a Hathora token that may do this.");
            case INVALID -> Rest.of(Reason.REQUEST_REJECTED, watch, now, TRY_REFUSED_AGAIN, message);
            case THROTTLED -> Rest.of(Reason.RATE_LIMITED, watch, now, asked, message);
            case ABSENT, CONFLICT, TRANSIENT -> isUnknownApplication(failure)
                    ? Rest.of(Reason.APPLICATION_NOT_FOUND, watch, now, TRY_REFUSED_AGAIN,
                            message + ". Check spec.appId and spec.deploymentId.")
                    : Rest.of(Reason.HATHORA_UNREACHABLE, watch, now, asked, message);
        };
    }

    private static boolean isUnknownApplication(HathoraException failure) {
        return failure.operation() == Operation.CREATE_ROOM && failure.kind() == ErrorKind.ABSENT;
    }
}
