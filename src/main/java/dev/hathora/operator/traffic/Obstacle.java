package dev.hathora.operator.traffic;

/** What holds calls back. */
public enum Obstacle {
    /** Nothing: a call is admitted when it asks. */
    NONE,

    /** More calls are wanted than the rate allows. */
    RATE,

    /** Hathora asked to slow down (429, or 503 with Retry-After): it is left alone for a while, or calls wait because the rate is still lower than usual. */
    THROTTLED,

    /** The API seems to be down: nothing but a few probes is admitted until some succeed. */
    DOWN
}
