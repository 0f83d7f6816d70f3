package dev.hathora.operator.controller;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.util.StdConverter;
import dev.hathora.operator.api.HathoraRoom;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A resource as the cache keeps it, ten thousand times: what resources have in common is kept once, and what kubectl
 * applied last, a copy of the whole resource that only kubectl needs, not at all. Writes of ours are patches, and leave
 * that annotation as it is.
 */
final class CompactRoom extends StdConverter<HathoraRoom, HathoraRoom> {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    @Override
    public HathoraRoom convert(HathoraRoom room) {
        compact(room.getMetadata());
        if (room.getStatus() != null) {
            room.getStatus().conditions().forEach(CompactRoom::compact);
        }
        return room;
    }

    private static void compact(ObjectMeta metadata) {
        metadata.setNamespace(shared(metadata.getNamespace()));
        metadata.setFinalizers(metadata.getFinalizers().stream().map(String::intern).toList());
        metadata.setManagedFields(List.of());
        if (metadata.getOwnerReferences().isEmpty()) {
            metadata.setOwnerReferences(List.of());
        }
        if (metadata.getAdditionalProperties().isEmpty()) {
            metadata.setAdditionalProperties(Map.of());
        }
        Map<String, String> annotations = metadata.getAnnotations();
        if (annotations != null) {
            // its key stays: whoever sees no annotations writes them all anew
            annotations.computeIfPresent(LAST_APPLIED, (key, configuration) -> "");
            annotations.replaceAll((key, value) -> shared(value));
        }
    }

    private static void compact(Condition condition) {
        condition.setType(shared(condition.getType()));
        condition.setStatus(shared(condition.getStatus()));
        condition.setReason(shared(condition.getReason()));
        if (condition.getAdditionalProperties().isEmpty()) {
            condition.setAdditionalProperties(Map.of());
        }
    }

    private static @Nullable String shared(@Nullable String text) {
        return text == null ? null : text.intern();
    }
}
