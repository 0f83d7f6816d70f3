package dev.hathora.operator.api.hathoraroomset;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** When rooms of an earlier template are replaced. */
public enum StrategyType {
    /** The operator replaces rooms of an earlier template step by step. It waits for those that are in use. */
    @JsonProperty("RollingUpdate") ROLLING_UPDATE,

    /** A room of an earlier template stays until you delete it or it ends. The room in its place has the new template. */
    @JsonProperty("OnDelete") ON_DELETE,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
