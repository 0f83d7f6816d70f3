package dev.hathora.operator.controller.roomset;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rooms of a set in the cache of rooms, by two indexes: the set that a room's owner reference names, and the
 * set that its label names. Thread-safe.
 */
public final class SetRooms {
    static final String KIND = "HathoraRoomSet";
    private static final String BY_OWNER = "set-uid";
    private static final String BY_LABEL = "set-label";

    private volatile @Nullable IndexerResourceCache<HathoraRoom> cache;

    /** Adds the indexes to the cache of rooms. Must be called before the informer starts. */
    public void index(IndexerResourceCache<HathoraRoom> rooms) {
        rooms.addIndexer(BY_OWNER, room -> owner(room).map(OwnerReference::getUid).stream().toList());
        rooms.addIndexer(BY_LABEL, room -> Stream.ofNullable(label(room))
                .map(label -> key(room.getMetadata().getNamespace(), label)).toList());
        cache = rooms;
    }

    /** The rooms that the set owns. */
    List<HathoraRoom> ownedBy(HathoraRoomSet set) {
        return found(BY_OWNER, set.getMetadata().getUid());
    }

    /** The rooms with the set's label and no controller, which the set may adopt. */
    List<HathoraRoom> orphansFor(HathoraRoomSet set) {
        return found(BY_LABEL, key(set.getMetadata().getNamespace(), SetLabel.of(set.getMetadata().getName()))).stream()
                .filter(SetRooms::isOrphan).toList();
    }

    /** Whether a set may adopt the room, if it has the set's label. */
    static boolean isOrphan(HathoraRoom room) {
        return controller(room).isEmpty() && !room.isMarkedForDeletion();
    }

    /** The newest version of a room in the cache. */
    Optional<HathoraRoom> latest(HathoraRoom room) {
        IndexerResourceCache<HathoraRoom> rooms = cache;
        return rooms == null
                ? Optional.empty()
                : rooms.get(ResourceID.fromResource(room))
                        .filter(now -> now.getMetadata().getUid().equals(room.getMetadata().getUid()));
    }

    /** The sets that a room may matter to. */
    static Set<ResourceID> setsOf(HathoraRoom room) {
        String namespace = room.getMetadata().getNamespace();
        // a label with a shortened name finds no set, and the set finds the orphan in its next pass
        return Stream.concat(owner(room).map(OwnerReference::getName).stream(), Stream.ofNullable(label(room)))
                .map(name -> new ResourceID(name, namespace)).collect(Collectors.toSet());
    }

    /** The set that owns the room. */
    static Optional<OwnerReference> owner(HathoraRoom room) {
        return controller(room).filter(owner -> KIND.equals(owner.getKind())
                && owner.getApiVersion() != null && owner.getApiVersion().startsWith(HathoraRoom.GROUP + "/"));
    }

    static Optional<OwnerReference> controller(HathoraRoom room) {
        return Stream.ofNullable(room.getMetadata().getOwnerReferences()).flatMap(List::stream)
                .filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
    }

    /** The set that the room's label names. */
    static @Nullable String label(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getMetadata().getLabels(), Map.<String, String>of())
                .get(HathoraRoomSet.SET_LABEL);
    }

    private List<HathoraRoom> found(String index, String key) {
        IndexerResourceCache<HathoraRoom> rooms = cache;
        return rooms == null ? List.of() : rooms.byIndex(index, key);
    }

    private static String key(@Nullable String namespace, String label) {
        return namespace + "/" + label;
    }
}
