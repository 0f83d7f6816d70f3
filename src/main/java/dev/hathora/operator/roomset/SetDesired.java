package dev.hathora.operator.roomset;

import java.time.Duration;

/**
 * What the spec of a set asks for. Numbers out of range are corrected, because a plan must exist for everything that an
 * API server may have stored: negative numbers count as 0. If {@code maxSurge} and {@code maxUnavailable} are both 0,
 * {@code maxUnavailable} is 1, as for Deployments: otherwise no rollout could ever make a step.
 *
 * @param replicas how many rooms there should be
 * @param maxSurge how many rooms may exist beyond {@code replicas}, as a number: during a rollout, and while the rooms
 *     that others replace are being deleted. 0 means that a room is replaced only when it is gone
 * @param maxUnavailable how many of {@code replicas} may be unavailable because of a rollout, as a number
 * @param rolloutType how rooms get a changed template
 * @param minReady how long a room must be ready without interruption to be available
 * @param paused whether rollouts are paused
 * @param templateHash the {@link TemplateHash} of the current template
 */
public record SetDesired(int replicas, int maxSurge, int maxUnavailable, RolloutType rolloutType, Duration minReady,
        boolean paused, String templateHash) {
    /** The longest that {@code minReadySeconds}, an int32, can ask for. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    /** Corrects numbers that are out of range. */
    public SetDesired {
        replicas = Math.max(0, replicas);
        maxSurge = Math.max(0, maxSurge);
        maxUnavailable = Math.max(maxSurge == 0 ? 1 : 0, maxUnavailable);
        minReady = minReady.isNegative() ? Duration.ZERO : minReady.compareTo(LONGEST) > 0 ? LONGEST : minReady;
    }

    /** How many rooms may exist after a room is created, including those that are being deleted. */
    long ceiling() {
        return (long) replicas + maxSurge;
    }

    /** How many available rooms a rollout must leave. */
    int minAvailable() {
        return Math.max(0, replicas - maxUnavailable);
    }

    /** Whether the planner replaces rooms that have an old template. */
    boolean rolls() {
        return rolloutType == RolloutType.ROLLING && !paused;
    }
}
