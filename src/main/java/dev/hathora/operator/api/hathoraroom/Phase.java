package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a room is in its life cycle. The conditions say why. */
public enum Phase {
    /** There is no room yet. */
    @JsonProperty("Pending") PENDING,

    /** The room exists. It waits for a process, or for its process to start. */
    @JsonProperty("Scheduling") SCHEDULING,

    /** The room runs, and players can connect. */
    @JsonProperty("Active") ACTIVE,

    /** The room has no process and costs nothing. */
    @JsonProperty("Suspended") SUSPENDED,

    /** The room has ended. */
    @JsonProperty("Destroyed") DESTROYED,

    /** Hathora gives no reliable answer, so the state of the room is unknown. */
    @JsonEnumDefaultValue
    @JsonProperty("Unknown") UNKNOWN
}
