package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the operator manages the room or only observes it. */
public enum ManagementPolicy {
    /** The room is created, kept and ended as the resource says. */
    @JsonProperty("Full") FULL,

    /** Status is filled, and nothing is ever changed on Hathora. Needs roomId. */
    @JsonProperty("ObserveOnly") OBSERVE_ONLY,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
