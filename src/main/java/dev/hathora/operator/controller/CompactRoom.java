package dev.hathora.operator.controller;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.util.StdConverter;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.SharedText;
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

    /** Takes whatever there is: a resource that can't be read stops the informer, and with it all others. */
    @Override
    public HathoraRoom convert(HathoraRoom room) {
        if (room.getMetadata() != null) {
            compact(room.getMetadata());
        }
        if (room.getStatus() != null) {
            room.getStatus().conditions().forEach(CompactRoom::compact);
        }
        return room;
    }

    private static void compact(ObjectMeta metadata) {
        metadata.setNamespace(SharedText.orNull(metadata.getNamespace()));
        metadata.setFinalizers(Stream.ofNullable(metadata.getFinalizers()).flatMap(List::stream)
                .filter(Objects::nonNull).map(String::intern).toList());
        metadata.setManagedFields(List.of());
        if (isEmpty(metadata.getOwnerReferences())) {
            metadata.setOwnerReferences(List.of());
        }
        if (isEmpty(metadata.getAdditionalProperties())) {
            metadata.setAdditionalProperties(Map.of());
        }
        Map<String, String> annotations = metadata.getAnnotations();
        if (annotations != null) {
            // its key stays: whoever sees no annotations writes them all anew
            annotations.computeIfPresent(LAST_APPLIED, (key, configuration) -> "");
            annotations.replaceAll((key, value) -> SharedText.orNull(value));
        }
    }

    private static void compact(Condition condition) {
        condition.setType(SharedText.orNull(condition.getType()));
        condition.setStatus(SharedText.orNull(condition.getStatus()));
        condition.setReason(SharedText.orNull(condition.getReason()));
        if (isEmpty(condition.getAdditionalProperties())) {
            condition.setAdditionalProperties(Map.of());
        }
    }

    private static boolean isEmpty(@Nullable Collection<?> list) {
        return list == null || list.isEmpty();
    }

    private static boolean isEmpty(@Nullable Map<?, ?> map) {
        return map == null || map.isEmpty();
    }
}
