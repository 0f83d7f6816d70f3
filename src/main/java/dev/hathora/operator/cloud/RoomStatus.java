package dev.hathora.operator.cloud;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** A room's allocation status. An unknown value is not an error, because the SDKs list different values. */
public enum RoomStatus {
    /** The room has no process yet. */
    @JsonProperty("scheduling") SCHEDULING,

    /** The room is on a process. Its port may not be ready yet; getConnectionInfo says so. */
    @JsonProperty("active") ACTIVE,

    /** The room has no process, and can be resumed with the same id. */
    @JsonProperty("suspended") SUSPENDED,

    /** The room has ended for good. */
    @JsonProperty("destroyed") DESTROYED,

    /** A status that this client does not know. It proves only that the room exists. */
    @JsonEnumDefaultValue UNRECOGNIZED
}
