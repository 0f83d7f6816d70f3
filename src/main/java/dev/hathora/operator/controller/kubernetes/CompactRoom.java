package dev.hathora.operator.controller.kubernetes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.api.SharedText;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the memory that a cached resource needs. There may be ten thousand of them, so values that they have in
 * common are shared.
 */
final class CompactRoom {
    private CompactRoom() {}

    static ObjectMeta compact(ObjectMeta metadata) {
        metadata.setNamespace(SharedText.orNull(metadata.getNamespace()));
        metadata.setFinalizers(Stream.ofNullable(metadata.getFinalizers()).flatMap(List::stream)
                .filter(Objects::nonNull).map(String::intern).toList());
        metadata.setManagedFields(List.of());
        if (isEmpty(metadata.getOwnerReferences())) {
            metadata.setOwnerReferences(List.of());
        }
        metadata.setAdditionalProperties(Map.of());
        if (metadata.getAnnotations() != null) {
            metadata.getAnnotations().replaceAll((key, value) -> SharedText.orNull(value));
        }
        return metadata;
    }

    static void compact(Condition condition) {
        condition.setType(SharedText.orNull(condition.getType()));
        condition.setStatus(SharedText.orNull(condition.getStatus()));
        condition.setReason(SharedText.orNull(condition.getReason()));
        condition.setMessage(Objects.requireNonNullElse(condition.getMessage(), ""));
        condition.setAdditionalProperties(Map.of());
    }

    private static boolean isEmpty(@Nullable Collection<?> list) {
        return list == null || list.isEmpty();
    }
}
