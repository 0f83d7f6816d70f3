package dev.hathora.operator.controller;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.api.HathoraRoom;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** How resources are read and written. Every KubernetesClient of the operator is built with this. */
public final class ResourceSerialization {
    private ResourceSerialization() {}

    /**
     * Fabric8's serialization, made safe and small: an enum value of a later version of the API is read as
     * {@code UNRECOGNIZED} instead of stopping the informer, and numbers in {@code roomConfigJson} keep every digit;
     * and what the API server notes about who owns which field, more than half of a resource, is not kept, nor is what
     * {@link CompactRoom} leaves out.
     */
    public static KubernetesSerialization create() {
        return new KubernetesSerialization(JsonMapper.builder()
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
                .addMixIn(HathoraRoom.class, Compact.class)
                .build(), true);
    }

    @JsonIgnoreProperties("managedFields")
    private abstract static class WithoutManagedFields {}

    @JsonDeserialize(converter = CompactRoom.class)
    private abstract static class Compact {}
}
