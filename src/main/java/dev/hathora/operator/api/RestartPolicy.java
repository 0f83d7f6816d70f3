package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do when the room ended by itself. */
public enum RestartPolicy {
    /** Make a new room under a new id. */
    @JsonProperty("Always") ALWAYS,

    /** Leave it at that. */
    @JsonProperty("Never") NEVER,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
