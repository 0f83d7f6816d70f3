package dev.hathora.operator.controller.roomset;

import java.util.Set;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import org.jspecify.annotations.Nullable;

/** Requeues sets when one of their rooms changes. The cache of rooms serves both controllers. */
public final class SetWakeUps extends AbstractEventSource<Void, HathoraRoomSet> {
    private volatile @Nullable IndexerResourceCache<HathoraRoomSet> cache;

    SetWakeUps() {
        super(Void.class, "rooms-of-sets");
    }

    void connect(IndexerResourceCache<HathoraRoomSet> sets) {
        cache = sets;
    }

    /** A room was added, changed or removed. Must not block. */
    public void roomChanged(HathoraRoom room) {
        SetRooms.setsOf(room).forEach(this::wake);
    }

    private void wake(ResourceID id) {
        IndexerResourceCache<HathoraRoomSet> sets = cache;
        if (sets != null && isRunning()) {
            // the framework drops a plain Event if it has no state for the resource, but never a ResourceEvent
            sets.get(id).ifPresent(set -> getEventHandler().handleEvent(
                    new ResourceEvent(ResourceAction.UPDATED, id, set)));
        }
    }

    /** The newest version of a set in the cache; the given one if it is not there any more. */
    HathoraRoomSet latest(HathoraRoomSet given) {
        IndexerResourceCache<HathoraRoomSet> sets = cache;
        return sets == null
                ? given
                : sets.get(ResourceID.fromResource(given))
                        .filter(now -> now.getMetadata().getUid().equals(given.getMetadata().getUid())).orElse(given);
    }

    /** All cached sets. */
    Stream<HathoraRoomSet> resources() {
        IndexerResourceCache<HathoraRoomSet> sets = cache;
        return sets == null ? Stream.empty() : sets.list();
    }

    @Override
    public Set<Void> getSecondaryResources(HathoraRoomSet set) {
        return Set.of();
    }
}
