package dev.hathora.operator.cloud;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a room can be joined ({@code RoomReadyStatus}). */
public enum ReadyStatus {
    /** Not yet: its process starts. Anything this client does not know is taken as this. */
    @JsonEnumDefaultValue
    @JsonProperty("starting") STARTING,

    /** Now. */
    @JsonProperty("active") ACTIVE
}
