package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the room should run. */
public enum RoomState {
    /** The room should run, and players should be able to connect. */
    @JsonProperty("Active") ACTIVE,

    /**
     * The room should have no process and cost nothing. It keeps its id. No room is created only to be
     * suspended: it is created when state is first set to Active.
     */
    @JsonProperty("Suspended") SUSPENDED,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
