package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.traffic.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * What only a human can put right is not asked of Hathora again and again: while the resource and its token are as they
 * were, the step that led there is taken again with delays that grow from the planner's to ten minutes. In between, passes
 * end as the last one did, without a call. Guarded by the room's lock.
 */
public final class Stalls {
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** What a human may have changed. */
    private record Circumstances(@Nullable Long generation, boolean deleting, Map<String, String> annotations,
            Account account) {
        static Circumstances of(HathoraRoom room, Account account) {
            return new Circumstances(room.getMetadata().getGeneration(), room.isMarkedForDeletion(),
                    Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of()), account);
        }
    }

    /** A first call of a pass. */
    private record Attempt(Plan.Step step, Circumstances circumstances) {}

    /**
     * @param times how many attempts in a row ended like this
     * @param pause the time between two passes
     * @param again when the next attempt is due
     */
    private record Stall(Attempt attempt, Rest rest, int times, Duration pause, Instant again) {}

    private @Nullable Attempt attempt;
    private @Nullable Stall stall;

    /** A pass begins. */
    public void beginPass() {
        attempt = null;
    }

    /**
     * A pass is about to make its first call.
     *
     * @throws StillStalledException when that would end as it did before, as far as is known
     */
    public void beforeFirstCall(Plan.Step step, HathoraRoom room, Account account, Instant now) {
        Attempt next = new Attempt(step, Circumstances.of(room, account));
        if (stall == null || !stall.attempt.equals(next)) {
            stall = null;
        } else if (now.isBefore(stall.again)) {
            Instant pass = now.plus(stall.pause);
            throw new StillStalledException(stall.rest.until(pass.isBefore(stall.again) ? pass : stall.again));
        }
        attempt = next;
    }

    /** The pass rests like this after the calls that it has made. */
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
        Duration pause = Duration.between(now, until);
        stall = new Stall(attempt, rest, times, pause, now.plus(new Backoff(pause, LONGEST, random).after(times)));
    }

    /** How the resource rests while it waits for another attempt; null: it does not stall, as far as is known. */
    @Nullable
    public Rest standing() {
        return stall == null ? null : stall.rest;
    }

    /** Hathora would say again what it said last. */
    public static final class StillStalledException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Rest rest;

        public StillStalledException(Rest rest) {
            super(rest.message());
            this.rest = rest;
        }

        public Rest rest() {
            return rest;
        }
    }
}
