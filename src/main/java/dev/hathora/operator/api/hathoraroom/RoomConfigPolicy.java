package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Who owns a room's configuration once the room exists. */
public enum RoomConfigPolicy {
    /** The resource: if the room's configuration differs, the operator restores it. */
    @JsonProperty("Enforce") ENFORCE,

    /** The game server: the operator sends the configuration only when it creates the room. */
    @JsonProperty("Initial") INITIAL,

    /** A value that this version of the operator does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
