package dev.hathora.operator.cloud;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** A room's allocation status. The enum is open: SDKs differ in it, so an unknown value is not an error. */
public enum RoomStatus {
    /** No process yet. */
    @JsonProperty("scheduling") SCHEDULING,

    /** On a process. Its port may still be on its way: getConnectionInfo tells. */
    @JsonProperty("active") ACTIVE,

    /** Off its process; can be placed again under the same id. */
    @JsonProperty("suspended") SUSPENDED,

    /** Ended for good. */
    @JsonProperty("destroyed") DESTROYED,

    /** A status this client does not know. It proves nothing but that the room exists. */
    @JsonEnumDefaultValue UNRECOGNIZED
}
