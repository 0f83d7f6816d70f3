package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to the room when its resource is deleted. */
public enum DeletionPolicy {
    /** The room is destroyed. */
    @JsonProperty("Destroy") DESTROY,

    /** The room is suspended and kept. It costs nothing, and can be resumed outside the operator. */
    @JsonProperty("Suspend") SUSPEND,

    /** The room is left as it is. A running room continues to cost money. */
    @JsonProperty("Retain") RETAIN,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
