package dev.hathora.operator.traffic;

import java.time.Duration;

import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/** How calls may end. */
final class CallEnds {
    private CallEnds() {}

    static @Nullable HathoraException success() {
        return null;
    }

    static HathoraException failure(ErrorKind kind, int status) {
        return new HathoraException(Operation.GET_ROOM_INFO, kind, Effect.NOT_APPLIED, status, "failed", null, null);
    }

    static HathoraException unavailable() {
        return failure(ErrorKind.TRANSIENT, 503);
    }

    /** @param retryAfter null: the answer did not say */
    static HathoraException throttled(@Nullable Duration retryAfter) {
        return new HathoraException(Operation.GET_ROOM_INFO, ErrorKind.THROTTLED, Effect.NOT_APPLIED, 429, "throttled",
                retryAfter, null);
    }
}
