package dev.hathora.operator.controller;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Contender;
import dev.hathora.operator.room.Contender.Hold;
import dev.hathora.operator.room.Holder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.jspecify.annotations.Nullable;

/**
 * Finds resources in all watched namespaces that want the same room, and decides which one has precedence: a resource
 * that has claimed the room comes before one that has not, and among equals the oldest comes first. Room ids are unique
 * across all applications, so the application does not matter.
 */
final class RoomHolders {
    private static final String INDEX = "room-id";

    private final TrackedRooms rooms;

    /**
     * The uid of the resource that is about to claim a room, by room id. The cache shows a claim only later, and if two
     * resources are reconciled at the same time only one may go ahead.
     */
    private final Map<String, String> goesAhead = new HashMap<>();
    private @Nullable IndexerResourceCache<HathoraRoom> cache;

    RoomHolders(TrackedRooms rooms) {
        this.rooms = rooms;
    }

    /** Adds an index by room id to the informer cache. Must be called before the informer starts. */
    void index(IndexerResourceCache<HathoraRoom> primaries) {
        primaries.addIndexer(INDEX, room -> Stream.ofNullable(Contender.roomIdOf(room)).toList());
        cache = primaries;
    }

    /**
     * Another resource that has precedence for the room that this resource wants; null: there is none.
     *
     * @param own the claim of this resource; null: none
     */
    @Nullable
    Holder holder(HathoraRoom room, @Nullable Claim own) {
        String id = Contender.roomIdOf(room);
        return id == null ? null : holder(room, id, own);
    }

    private synchronized @Nullable Holder holder(HathoraRoom room, String id, @Nullable Claim own) {
        List<HathoraRoom> others = others(room, id).toList();
        if (others.isEmpty()) {
            return null;
        }
        Contender self = contender(room, id, own).orElseThrow();
        return others.stream().flatMap(other -> contender(other, id, claimOf(other)).stream())
                .filter(other -> other.compareTo(self) < 0).min(Contender::compareTo)
                .map(Contender::holder).orElse(null);
    }

    /**
     * The same as {@link #holder}, at the start of a pass. If no other resource has precedence, this one keeps it until
     * {@link #leave}.
     */
    @Nullable
    Holder enter(HathoraRoom room, @Nullable Claim own) {
        String id = Contender.roomIdOf(room);
        return id == null ? null : enter(room, id, own);
    }

    private synchronized @Nullable Holder enter(HathoraRoom room, String id, @Nullable Claim own) {
        Holder holder = holder(room, id, own);
        if (holder == null) {
            goesAhead.put(id, room.getMetadata().getUid());
        }
        return holder;
    }

    /**
     * Ends the precedence that {@link #enter} has granted, at the end of the pass.
     *
     * @return whether this resource had it, so that other resources may wait for it
     */
    boolean leave(HathoraRoom room) {
        String id = Contender.roomIdOf(room);
        return id != null && leave(room, id);
    }

    private synchronized boolean leave(HathoraRoom room, String id) {
        return goesAhead.remove(id, room.getMetadata().getUid());
    }

    /** The other resources that want the same room. */
    List<ResourceID> rivals(HathoraRoom room) {
        String id = Contender.roomIdOf(room);
        return id == null ? List.of() : others(room, id).map(ResourceID::fromResource).toList();
    }

    private Stream<HathoraRoom> others(HathoraRoom room, String id) {
        IndexerResourceCache<HathoraRoom> primaries = cache;
        return primaries == null
                ? Stream.empty()
                : primaries.byIndex(INDEX, id).stream()
                        .filter(other -> !other.getMetadata().getUid().equals(room.getMetadata().getUid()));
    }

    private @Nullable Claim claimOf(HathoraRoom room) {
        return rooms.get(room).map(TrackedRoom::claim).orElse(null);
    }

    private Optional<Contender> contender(HathoraRoom room, String id, @Nullable Claim known) {
        return Contender.of(room, id).map(contender -> contender.atLeast(remembered(room, id, known)));
    }

    /** What this operator has done or seen since the cached version of the resource, or is about to do. */
    private Hold remembered(HathoraRoom room, String id, @Nullable Claim known) {
        if (known != null && known.roomId().equals(id)) {
            return rooms.get(room).filter(tracked -> tracked.standing().settled()).isPresent()
                    ? Hold.HELD
                    : Hold.CLAIMED;
        }
        return room.getMetadata().getUid().equals(goesAhead.get(id)) ? Hold.AHEAD : Hold.WANTED;
    }
}
