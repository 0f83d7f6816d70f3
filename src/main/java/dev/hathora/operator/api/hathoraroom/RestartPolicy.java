package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do when the room has ended by itself. */
public enum RestartPolicy {
    /**
     * A new room is created under a new id. The delay doubles from 1 s to 5 min, and is reset after the room has been
     * active for 10 min. Not allowed with roomId, because Hathora accepts an id only once.
     */
    @JsonProperty("Always") ALWAYS,

    /** The resource stays in phase Destroyed. */
    @JsonProperty("Never") NEVER,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
