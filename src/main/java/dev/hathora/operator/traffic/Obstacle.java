package dev.hathora.operator.traffic;

/** What holds calls back. */
public enum Obstacle {
    /** Nothing: calls are admitted at once. */
    NONE,

    /** There are more calls than the rate limit allows. */
    RATE,

    /**
     * Hathora asked to slow down (429, or 503 with Retry-After). Calls are stopped for a while, or the rate is still
     * reduced.
     */
    THROTTLED,

    /** The API seems to be down. Only a few probes are admitted until some succeed. */
    DOWN
}
