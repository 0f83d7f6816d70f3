package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Who owns a room's configuration after the room was created. */
public enum RoomConfigPolicy {
    /** The resource does: where the room's configuration differs, it is written back. */
    @JsonProperty("Enforce") ENFORCE,

    /** The game server does: the configuration is only sent when the room is created. */
    @JsonProperty("Initial") INITIAL,

    /** A value of a later version of the API, which this operator does not know. Never a reason to fail reading. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
