package dev.hathora.operator.cloud;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether players can connect to a room ({@code RoomReadyStatus}). */
public enum ReadyStatus {
    /** Not yet: its process is starting. Unknown values are read as this. */
    @JsonEnumDefaultValue
    @JsonProperty("starting") STARTING,

    /** Players can connect. */
    @JsonProperty("active") ACTIVE
}
