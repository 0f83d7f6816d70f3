package dev.hathora.operator.controller;

import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.api.HathoraRoom;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;

/**
 * Which changes of a resource are looked at: spec, deletion, our finalizer, our annotations. Not status, which we write
 * ourselves, nor what others note in metadata, unless that may be why Kubernetes refuses our writes.
 *
 * @param refused whether Kubernetes refuses writes of this resource
 */
record RelevantChange(Predicate<HathoraRoom> refused) implements OnUpdateFilter<HathoraRoom> {
    @Override
    public boolean accept(HathoraRoom now, HathoraRoom before) {
        return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || now.isMarkedForDeletion() != before.isMarkedForDeletion()
                || now.hasFinalizer(HathoraRoom.FINALIZER) != before.hasFinalizer(HathoraRoom.FINALIZER)
                || !now.getMetadata().getUid().equals(before.getMetadata().getUid())
                || !ours(now).equals(ours(before)) || (refused.test(now) && isNotedDifferently(now, before))
                // a server without generations, as tests use it
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
