package dev.hathora.operator.controller.pass;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.Setback;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.traffic.Backoff;
import dev.hathora.operator.traffic.Turn;
import org.jspecify.annotations.Nullable;

/** The results of passes that could not be completed, with the time of the next pass. */
final class Setbacks {
    private static final Duration REPEATED = Duration.ofSeconds(1);
    private static final Duration CREDENTIALS_AGAIN = Duration.ofSeconds(30);
    private static final Duration TURN_LOST = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final Backoff backoff;
    private final String api;

    /** @param api the origin of Hathora's API */
    Setbacks(InstantSource clock, Backoff backoff, String api) {
        this.clock = clock;
        this.backoff = backoff;
        this.api = api;
    }

    /**
     * A call failed.
     *
     * @param inARow the number of consecutive failed passes, this one included
     */
    Rest failed(HathoraException e, int inARow, HathoraRoom room, Situation s, Watch watch) {
        return Setback.rest(e, api, Accounts.nameOfToken(room), s.target(), watch, backoff.after(inARow),
                clock.instant());
    }

    /** There is no token. */
    Rest missingCredentials(MissingCredentialsException e) {
        return new Rest(Reason.CREDENTIALS_MISSING, e.getMessage() + ".", Watch.NONE, in(CREDENTIALS_AGAIN));
    }

    /** Hathora's answers do not show yet what it has accepted. */
    Rest repeated(Situation s) {
        return new Rest(s.deleting() ? Reason.DELETING : Reason.VERIFYING,
                "Waiting for Hathora to show a change that it has accepted.", Watch.NONE, in(REPEATED));
    }

    /** Kubernetes refuses a write that must precede the next step. */
    Rest refused(Refusal refusal, Watch watch) {
        return new Rest(Reason.WRITE_REFUSED, refusal.message(), watch, refusal.again());
    }

    /**
     * The pass ended without a permit. The resource is requeued when the permit is granted; the time of the next pass
     * is a fallback in case that event is lost.
     *
     * @param stalled the result of a stalled resource; null: it is not stalled
     */
    Rest waitsForTurn(Turn turn, @Nullable Rest stalled) {
        Instant next = in(TURN_LOST);
        if (stalled != null) {
            // what a person has to fix stays in status until it is fixed
            return stalled.until(next);
        }
        return switch (turn.obstacle()) {
            case DOWN -> new Rest(Reason.HATHORA_UNREACHABLE,
                    "Hathora does not answer. The operator probes it from time to time, and continues with this room "
                            + "when it answers.",
                    Watch.NONE, next);
            case THROTTLED -> new Rest(Reason.RATE_LIMITED,
                    "Hathora asked to slow down. The call for this room is queued.", Watch.NONE, next);
            case RATE, NONE -> new Rest(Reason.RATE_LIMITED,
                    "There are more calls than HATHORA_RATE_LIMIT allows. The call for this room is queued.",
                    Watch.NONE, next);
        };
    }

    private Instant in(Duration pause) {
        return clock.instant().plus(pause);
    }
}
