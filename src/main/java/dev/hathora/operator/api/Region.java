package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Hathora's regions: the twelve in the published API description, and two more from the newest SDKs. */
public enum Region {
    @JsonProperty("Seattle") SEATTLE("Seattle"),
    @JsonProperty("Los_Angeles") LOS_ANGELES("Los_Angeles"),
    @JsonProperty("Washington_DC") WASHINGTON_DC("Washington_DC"),
    @JsonProperty("Chicago") CHICAGO("Chicago"),
    @JsonProperty("London") LONDON("London"),
    @JsonProperty("Frankfurt") FRANKFURT("Frankfurt"),
    @JsonProperty("Mumbai") MUMBAI("Mumbai"),
    @JsonProperty("Singapore") SINGAPORE("Singapore"),
    @JsonProperty("Tokyo") TOKYO("Tokyo"),
    @JsonProperty("Sydney") SYDNEY("Sydney"),
    @JsonProperty("Sao_Paulo") SAO_PAULO("Sao_Paulo"),
    @JsonProperty("Dallas") DALLAS("Dallas"),
    @JsonProperty("Johannesburg") JOHANNESBURG("Johannesburg"),
    @JsonProperty("Dubai") DUBAI("Dubai"),
    /** A region that this version of the operator does not know. */
    @JsonIgnore
    @JsonEnumDefaultValue UNRECOGNIZED("");

    private final String hathoraName;

    Region(String hathoraName) {
        this.hathoraName = hathoraName;
    }

    /** The region as Hathora's API spells it, for example {@code Los_Angeles}. */
    public String hathoraName() {
        return hathoraName;
    }
}
