package dev.hathora.operator.host.brain;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/** What is to be done next for one process. Steps may be lost or done twice; the next plan repairs it. */
public sealed interface ProcessPlan {
    /** Have the runtime start it, under the record's id. */
    record Start() implements ProcessPlan {}

    /** Record that its port is bound, and where clients reach it. */
    record NoteRunning(List<ExposedPort> ports) implements ProcessPlan {}

    /** Record that it takes no new rooms, and ends when it is empty. */
    record Drain() implements ProcessPlan {}

    /**
     * Record that it is told to end, if it still is as it was judged: it holds no room (or was told to), and nobody has
     * placed one meanwhile. Its rooms are destroyed in the same transaction.
     *
     * @param evenWithRooms whether rooms on it don't count: the application is gone, or it never came up
     */
    record Stop(String reason, boolean evenWithRooms) implements ProcessPlan {}

    /** Send SIGTERM, or what the runtime has for it. */
    record Terminate() implements ProcessPlan {}

    /** Send SIGKILL, or what the runtime has for it: the grace period is over. */
    record Kill() implements ProcessPlan {}

    /**
     * Record that it has ended. Its rooms are destroyed in the same transaction, and its ports are free again.
     *
     * @param clean {@code STOPPED}, else {@code FAILED}
     */
    record NoteEnded(boolean clean, String reason) implements ProcessPlan {}

    /** Have the runtime forget it: its end is recorded. */
    record Forget() implements ProcessPlan {}

    /**
     * Nothing now.
     *
     * @param until when to look again although nothing was heard; null: not on account of time
     */
    record Rest(@Nullable Instant until) implements ProcessPlan {}
}
