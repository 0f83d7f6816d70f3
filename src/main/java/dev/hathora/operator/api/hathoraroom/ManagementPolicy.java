package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the operator manages the room or only observes it. */
public enum ManagementPolicy {
    /** The operator creates, maintains and destroys the room as the resource says. */
    @JsonProperty("Full") FULL,

    /** The operator only fills status. It never changes anything on Hathora. Requires roomId. */
    @JsonProperty("ObserveOnly") OBSERVE_ONLY,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
