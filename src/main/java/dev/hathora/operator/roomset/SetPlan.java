package dev.hathora.operator.roomset;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to do next for a set: first create, then remove. Each part may fail or be lost; the next plan repairs it. A room
 * may have been taken into use since it was observed, so it must be deleted with the observed resourceVersion as
 * precondition, unless it has ended.
 *
 * @param create how many rooms to create from the current template
 * @param remove the rooms to remove, in order
 * @param lookAgainIn after which time to plan again even if nothing changes; null if only a change leads to another
 *     plan
 * @param counts the numbers for status
 * @param verdict what the conditions say
 */
public record SetPlan(int create, List<Removal> remove, @Nullable Duration lookAgainIn, SetCounts counts,
        SetVerdict verdict) {
    /**
     * A room to remove.
     *
     * @param room its name
     */
    public record Removal(String room, RemovalCause cause) {}

    /** Whether there is nothing to create and nothing to remove. */
    public boolean isEmpty() {
        return create == 0 && remove.isEmpty();
    }
}
