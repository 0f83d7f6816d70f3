package dev.hathora.operator.controller.memory;

import java.util.function.Supplier;

import dev.hathora.operator.room.Claim;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Adds namespace, name and roomId to the logging context, so that every log line about a room has them. */
public final class LogContext {
    private LogContext() {}

    /**
     * Runs {@code work} with the room in the logging context of this thread.
     *
     * @param claim the room; null: not known yet
     */
    public static <T> T about(TrackedRoom room, @Nullable Claim claim, Supplier<T> work) {
        ResourceID resource = room.resource();
        MDC.put("namespace", resource.getNamespace().orElse(""));
        MDC.put("name", resource.getName());
        roomId(claim);
        try {
            return work.get();
        } finally {
            MDC.remove("namespace");
            MDC.remove("name");
            MDC.remove("roomId");
        }
    }

    /** Adds the room id to the logging context of this thread; null: does nothing. */
    public static void roomId(@Nullable Claim claim) {
        if (claim != null) {
            MDC.put("roomId", claim.roomId());
        }
    }
}
