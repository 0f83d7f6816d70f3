package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.traffic.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Limits the retries of calls whose failure only a person can fix. While the resource and its token are unchanged, the
 * failed step is retried with delays that grow from the planner's delay to ten minutes. The passes in between have the
 * same result as the last one, and make no call. Guarded by the room's lock.
 */
public final class Stalls {
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The least time between two passes that make no call, however soon the planner retries at first. */
    private static final Duration BETWEEN_PASSES = Duration.ofSeconds(30);

    /** Everything that a person may have changed. */
    private record Circumstances(@Nullable Long generation, boolean deleting, Map<String, String> annotations,
            Account account) {
        static Circumstances of(HathoraRoom room, Account account) {
            return new Circumstances(room.getMetadata().getGeneration(), room.isMarkedForDeletion(),
                    Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of()), account);
        }
    }

    /** The first call of a pass. */
    private record Attempt(Plan.Step step, Circumstances circumstances) {}

    /**
     * @param times the number of consecutive attempts with this result
     * @param pause the planner's delay
     * @param again when the next attempt is due
     */
    private record Stall(Attempt attempt, Rest rest, int times, Duration pause, Instant again) {}

    private @Nullable Attempt attempt;
    private @Nullable Stall stall;

    /** A pass begins. It has not called Hathora yet. */
    public void beginPass() {
        attempt = null;
    }

    /**
     * A pass is about to make its first call.
     *
     * @throws StillStalledException if nothing has changed since the last failure, and the retry is not due yet
     */
    public void beforeFirstCall(Plan.Step step, HathoraRoom room, Account account, Instant now) {
        Attempt next = new Attempt(step, Circumstances.of(room, account));
        if (stall == null || !stall.attempt.equals(next)) {
            stall = null;
        } else if (now.isBefore(stall.again)) {
            Instant pass = now.plus(stall.pause.compareTo(BETWEEN_PASSES) < 0 ? BETWEEN_PASSES : stall.pause);
            throw new StillStalledException(stall.rest.until(pass.isBefore(stall.again) ? pass : stall.again));
        }
        attempt = next;
    }

    /** Records the result of a pass after its calls. Without effect if the pass made no call. */
    public void rests(Rest rest, Instant now, RandomGenerator random) {
        Instant until = rest.until();
        if (attempt == null) {
            return;
        }
        if (rest.reason().kind() != Reason.Kind.STALLED || rest.reason().isBesideTheRoom() || until == null) {
            stall = null;
            return;
        }
        int times = stall == null ? 1 : stall.times + 1;
        Duration planned = Duration.between(now, until);
        // a rest that is almost over says nothing about how long to wait for a person
        Duration pause = planned.compareTo(SHORTEST) < 0 ? SHORTEST : planned;
        stall = new Stall(attempt, rest, times, pause, now.plus(new Backoff(pause, LONGEST, random).after(times)));
    }

    /** The last result of a stalled resource, while it waits for the next attempt; null: it is not stalled. */
    @Nullable
    public Rest standing() {
        return stall == null ? null : stall.rest;
    }

    /** The call was not made, because Hathora would most likely give the same answer as before. */
    public static final class StillStalledException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Rest rest;

        /** @param rest the result of the pass */
        public StillStalledException(Rest rest) {
            super(rest.message());
            this.rest = rest;
        }

        /** The result of the pass, with the time of the next one. */
        public Rest rest() {
            return rest;
        }
    }
}
