package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a room is in its life, in one word. Conditions say why. */
public enum Phase {
    /** There is no room yet. */
    @JsonProperty("Pending") PENDING,

    /** The room exists and waits for a process, or for its process to start. */
    @JsonProperty("Scheduling") SCHEDULING,

    /** The room runs and can be joined. */
    @JsonProperty("Active") ACTIVE,

    /** The room is off its process and costs nothing. */
    @JsonProperty("Suspended") SUSPENDED,

    /** The room has ended. */
    @JsonProperty("Destroyed") DESTROYED,

    /** Hathora can't be asked, so nothing is known for certain. */
    @JsonEnumDefaultValue
    @JsonProperty("Unknown") UNKNOWN
}
