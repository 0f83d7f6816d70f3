package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the room should run. */
public enum RoomState {
    /** It should run and be joinable. */
    @JsonProperty("Active") ACTIVE,

    /**
     * It should be off its process and cost nothing; it keeps its id. No room is made only to be suspended: it is made
     * when it is first wanted Active.
     */
    @JsonProperty("Suspended") SUSPENDED,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
