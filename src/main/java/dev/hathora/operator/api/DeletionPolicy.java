package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the room when its resource is deleted. */
public enum DeletionPolicy {
    /** The room is ended for good. */
    @JsonProperty("Destroy") DESTROY,

    /** The room is taken off its process and kept; it costs nothing and others can resume it. */
    @JsonProperty("Suspend") SUSPEND,

    /** The room is left as it is, and goes on costing money. */
    @JsonProperty("Retain") RETAIN,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
