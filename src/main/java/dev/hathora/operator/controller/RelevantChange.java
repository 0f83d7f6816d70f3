package dev.hathora.operator.controller;

import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;

/**
 * Selects the updates of a resource that trigger a pass: changes of spec, deletion, the operator's finalizer and the
 * operator's annotations. Changes of status do not, because the operator writes it. Other changes of metadata trigger a
 * pass only while Kubernetes refuses the operator's writes, because they may remove the cause.
 */
record RelevantChange(Predicate<HathoraRoom> refused) implements OnUpdateFilter<HathoraRoom> {
    @Override
    public boolean accept(HathoraRoom now, HathoraRoom before) {
        return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || now.isMarkedForDeletion() != before.isMarkedForDeletion()
                || now.hasFinalizer(HathoraRoom.FINALIZER) != before.hasFinalizer(HathoraRoom.FINALIZER)
                || !now.getMetadata().getUid().equals(before.getMetadata().getUid())
                || !ours(now).equals(ours(before)) || (refused.test(now) && isNotedDifferently(now, before))
                // an API server without generations, as in tests
                || (now.getMetadata().getGeneration() == null && !Objects.equals(now.getSpec(), before.getSpec()));
    }

    private static boolean isNotedDifferently(HathoraRoom now, HathoraRoom before) {
        return !Objects.equals(now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
                || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !Objects.equals(now.getFinalizers(), before.getFinalizers())
                || !Objects.equals(now.getMetadata().getOwnerReferences(), before.getMetadata().getOwnerReferences());
    }

    private static Map<String, String> ours(HathoraRoom room) {
        Map<String, String> annotations = room.getMetadata().getAnnotations();
        return annotations == null
                ? Map.of()
                : annotations.entrySet().stream()
                        .filter(a -> a.getKey().startsWith(HathoraRoom.GROUP + "/") && a.getValue() != null)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
