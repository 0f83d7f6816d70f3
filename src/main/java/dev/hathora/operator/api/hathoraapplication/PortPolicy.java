package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Which number the game server listens on. Clients connect to a port of its node in both cases. */
public enum PortPolicy {
    /** The number in containerPort. Clients connect to another number. */
    @JsonProperty("HostPort") HOST_PORT,

    /** The number that clients connect to, for games that listen on the variable PORT or HATHORA_DEFAULT_PORT. */
    @JsonProperty("Passthrough") PASSTHROUGH,

    /** A value that this version does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
