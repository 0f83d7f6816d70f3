package dev.hathora.operator.controller;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.ManagementPolicy;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Holder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.jspecify.annotations.Nullable;

/**
 * Finds resources that want the same room, in all namespaces that are watched, and says which of them comes first: who
 * has laid claim to the room, and of several who have, or have not, the oldest. Room ids are unique on all of Hathora, so
 * the application does not matter.
 */
final class RoomHolders {
    private static final String INDEX = "room-id";

    private final TrackedRooms rooms;

    /**
     * Which resource is about to lay claim to an id, by uid: a cache tells of a claim only later, and of two resources
     * that are looked at at the same moment only one may go ahead.
     */
    private final Map<String, String> goesAhead = new HashMap<>();
    private @Nullable IndexerResourceCache<HathoraRoom> cache;

    RoomHolders(TrackedRooms rooms) {
        this.rooms = rooms;
    }

    void index(IndexerResourceCache<HathoraRoom> primaries) {
        primaries.addIndexer(INDEX, room -> Stream.ofNullable(wantedId(room)).toList());
        cache = primaries;
    }

    /** A resource that wants a room. */
    private record Contender(HathoraRoom room, boolean claimed, boolean ahead) {
        private static final Comparator<Contender> FIRST = Comparator.comparing((Contender c) -> !c.claimed())
                .thenComparing(c -> !c.ahead())
                .thenComparing(c -> Objects.requireNonNullElse(c.room().getMetadata().getCreationTimestamp(), ""))
                // timestamps have whole seconds
                .thenComparing(c -> c.room().getMetadata().getUid());

        Holder holder() {
            return new Holder(room.getMetadata().getNamespace() + "/" + room.getMetadata().getName(), claimed);
        }
    }

    /**
     * Another resource that comes first to the room this one wants; null: none does.
     *
     * @param own what this one has laid claim to
     */
    synchronized @Nullable Holder holder(HathoraRoom room, @Nullable Claim own) {
        String id = wantedId(room);
        if (id == null) {
            return null;
        }
        Contender self = new Contender(room, isClaimed(room, own, id), isAhead(room, id));
        return others(room, id).map(other -> contender(other, id))
                .filter(other -> Contender.FIRST.compare(other, self) < 0).min(Contender.FIRST)
                .map(Contender::holder).orElse(null);
    }

    /** The same, for a pass that begins: if this one comes first, it does so until {@link #leave}. */
    synchronized @Nullable Holder enter(HathoraRoom room, @Nullable Claim own) {
        Holder holder = holder(room, own);
        String id = wantedId(room);
        if (holder == null && id != null) {
            goesAhead.put(id, room.getMetadata().getUid());
        }
        return holder;
    }

    /**
     * The pass is over.
     *
     * @return whether this one went ahead, so that others may have been told to wait for it
     */
    synchronized boolean leave(HathoraRoom room) {
        String id = wantedId(room);
        return id != null && goesAhead.remove(id, room.getMetadata().getUid());
    }

    /** The other resources that want the room this one wants. */
    List<ResourceID> rivals(HathoraRoom room) {
        String id = wantedId(room);
        return id == null ? List.of() : others(room, id).map(ResourceID::fromResource).toList();
    }

    private Stream<HathoraRoom> others(HathoraRoom room, String id) {
        IndexerResourceCache<HathoraRoom> primaries = cache;
        return primaries == null
                ? Stream.empty()
                : primaries.byIndex(INDEX, id).stream()
                        .filter(other -> !other.getMetadata().getUid().equals(room.getMetadata().getUid()));
    }

    private Contender contender(HathoraRoom room, String id) {
        Claim known = rooms.get(room).map(TrackedRoom::claim).orElse(null);
        return new Contender(room, isClaimed(room, known, id), isAhead(room, id));
    }

    private boolean isAhead(HathoraRoom room, String id) {
        return room.getMetadata().getUid().equals(goesAhead.get(id));
    }

    private static boolean isClaimed(HathoraRoom room, @Nullable Claim known, String id) {
        boolean stored = room.hasFinalizer(HathoraRoom.FINALIZER)
                && (id.equals(annotatedId(room)) || id.equals(idInStatus(room)));
        return stored || (known != null && known.roomId().equals(id));
    }

    /** The id of the room that a resource wants for itself; null: it wants none that another one could want. */
    private static @Nullable String wantedId(HathoraRoom room) {
        if (room.getSpec() == null || room.getSpec().managementPolicy() == ManagementPolicy.OBSERVE_ONLY) {
            return null;
        }
        if (room.getSpec().roomId() != null) {
            return room.getSpec().roomId();
        }
        // an id that the operator has derived; as an annotation alone it would prove nothing
        String annotated = annotatedId(room);
        return annotated != null && annotated.equals(idInStatus(room)) ? annotated : null;
    }

    private static @Nullable String annotatedId(HathoraRoom room) {
        Map<String, String> annotations = room.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(HathoraRoom.ROOM_ID);
    }

    private static @Nullable String idInStatus(HathoraRoom room) {
        return room.getStatus() == null ? null : room.getStatus().roomId();
    }
}
