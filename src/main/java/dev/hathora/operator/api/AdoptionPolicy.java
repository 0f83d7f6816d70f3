package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a resource may take over a room that it did not make. */
public enum AdoptionPolicy {
    /** An existing room under this id is a conflict; nothing is done to it. */
    @JsonProperty("Never") NEVER,

    /** An existing room under this id is taken over, as if the operator had made it. */
    @JsonProperty("IfExists") IF_EXISTS,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
