package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How clients connect to a port. */
public enum TransportType {
    /** TCP. The game server is ready when it listens on the port. */
    @JsonProperty("tcp") TCP,

    /** UDP. */
    @JsonProperty("udp") UDP,

    /** TCP through a proxy that terminates TLS in front of the game server. */
    @JsonProperty("tls") TLS,

    /** A value that this version does not know. It never makes deserialization fail. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED
}
