package dev.hathora.operator.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.ManagementPolicy;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.jspecify.annotations.Nullable;

/**
 * Finds resources that want the same room, in all namespaces that are watched. The oldest keeps it. Room ids are unique
 * on all of Hathora, so the application does not matter.
 */
final class RoomHolders {
    private static final String INDEX = "room-id";
    private static final Comparator<HathoraRoom> OLDEST_FIRST = Comparator
            .comparing((HathoraRoom r) -> Objects.requireNonNullElse(r.getMetadata().getCreationTimestamp(), ""))
            // timestamps have whole seconds: of two that are equally old, the one that has claimed the room keeps it
            .thenComparing(r -> !r.hasFinalizer(HathoraRoom.FINALIZER))
            .thenComparing(r -> r.getMetadata().getUid());

    private @Nullable IndexerResourceCache<HathoraRoom> cache;

    void index(IndexerResourceCache<HathoraRoom> primaries) {
        primaries.addIndexer(INDEX, RoomHolders::roomIds);
        cache = primaries;
    }

    /** The oldest resource that holds a room this one wants, if that is another one: {@code namespace/name}. */
    @Nullable
    String olderHolder(HathoraRoom room) {
        if (observesOnly(room)) {
            return null;
        }
        return others(room).filter(other -> OLDEST_FIRST.compare(other, room) < 0).min(OLDEST_FIRST)
                .map(other -> other.getMetadata().getNamespace() + "/" + other.getMetadata().getName()).orElse(null);
    }

    /** The other resources that want a room this one wants. */
    List<ResourceID> rivals(HathoraRoom room) {
        return others(room).map(ResourceID::fromResource).toList();
    }

    private Stream<HathoraRoom> others(HathoraRoom room) {
        IndexerResourceCache<HathoraRoom> primaries = cache;
        return primaries == null
                ? Stream.empty()
                : roomIds(room).stream()
                        .flatMap(id -> primaries.byIndex(INDEX, id).stream())
                        .filter(other -> !other.getMetadata().getUid().equals(room.getMetadata().getUid()));
    }

    private static List<String> roomIds(HathoraRoom room) {
        List<String> ids = new ArrayList<>();
        if (room.getSpec() == null || observesOnly(room)) {
            return ids;
        }
        if (room.getSpec().roomId() != null) {
            ids.add(room.getSpec().roomId());
            return ids;
        }
        Map<String, String> annotations = room.getMetadata().getAnnotations();
        String claimed = annotations == null ? null : annotations.get(HathoraRoom.ROOM_ID);
        if (claimed != null && room.getStatus() != null && claimed.equals(room.getStatus().roomId())) {
            // an id that the operator has derived; as an annotation alone it would prove nothing
            ids.add(claimed);
        }
        return ids;
    }

    private static boolean observesOnly(HathoraRoom room) {
        return room.getSpec() != null && room.getSpec().managementPolicy() == ManagementPolicy.OBSERVE_ONLY;
    }
}
