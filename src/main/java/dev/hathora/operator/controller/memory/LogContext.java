package dev.hathora.operator.controller.memory;

import java.util.function.Supplier;

import dev.hathora.operator.room.Claim;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Puts namespace, name and roomId on every line that is logged about a room. */
public final class LogContext {
    private LogContext() {}

    /** Runs something that is about this room. */
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

    /** Notes the room's id as soon as it is known. */
    public static void roomId(@Nullable Claim claim) {
        if (claim != null) {
            MDC.put("roomId", claim.roomId());
        }
    }
}
