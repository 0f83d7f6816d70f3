package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a resource may take over a room that it did not create. */
public enum AdoptionPolicy {
    /** An existing room with this id is a conflict. The operator does not touch it. */
    @JsonProperty("Never") NEVER,

    /** The operator takes over an existing room with this id, as if it had created the room. */
    @JsonProperty("IfExists") IF_EXISTS,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
