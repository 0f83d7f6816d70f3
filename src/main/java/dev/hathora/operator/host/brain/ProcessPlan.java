package dev.hathora.operator.host.brain;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/** The next step for one process. A step may be lost or executed twice; the next plan corrects this. */
public sealed interface ProcessPlan {
    /** Start it with the runtime, under the record's id. */
    record Start() implements ProcessPlan {}

    /** Record that its port is bound, and how clients reach it. */
    record NoteRunning(List<ExposedPort> ports) implements ProcessPlan {}

    /** Record whether its place goes away, so that no rooms are placed on it. */
    record NoteLeaving(boolean leaving) implements ProcessPlan {}

    /** Record that no new rooms are placed on it, and that it ends when it is empty. */
    record Drain() implements ProcessPlan {}

    /**
     * Record that it is told to end. Unless {@code evenWithRooms}, this has no effect if a room was placed on it in the
     * meantime. Its rooms are destroyed in the same transaction.
     *
     * @param evenWithRooms whether it is told to end although it holds rooms: its application was deleted, or it never
     *     came up
     */
    record Stop(String reason, boolean evenWithRooms) implements ProcessPlan {}

    /** Send SIGTERM, or the runtime's equivalent. */
    record Terminate() implements ProcessPlan {}

    /** Send SIGKILL, or the runtime's equivalent: the grace period is over. */
    record Kill() implements ProcessPlan {}

    /**
     * Record that it has ended. In the same transaction, its rooms are destroyed and its ports are released.
     *
     * @param clean whether the new state is {@code STOPPED}; otherwise it is {@code FAILED}
     */
    record NoteEnded(boolean clean, String reason) implements ProcessPlan {}

    /** Let the runtime forget it, since its end is recorded. */
    record Forget() implements ProcessPlan {}

    /**
     * Do nothing now.
     *
     * @param until when to plan again even without an event; null if only an event requires it
     */
    record Rest(@Nullable Instant until) implements ProcessPlan {}
}
