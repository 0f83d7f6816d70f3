package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do when the room ended by itself. */
public enum RestartPolicy {
    /**
     * A new room is made under a new id, with a delay that doubles from 1 s to 5 min and starts over after 10 min of
     * activity. Not allowed with roomId, because Hathora takes an id only once.
     */
    @JsonProperty("Always") ALWAYS,

    /** The resource stays in phase Destroyed. */
    @JsonProperty("Never") NEVER,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
