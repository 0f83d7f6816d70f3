package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.memory.KnownSets;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Requeues sets when one of their rooms changes, and those that the framework lost. The cache of rooms serves both
 * controllers.
 */
public final class SetWakeUps extends AbstractEventSource<Void, HathoraRoomSet>
        implements
            ResourceEventAware<HathoraRoomSet> {
    private static final List<Duration> RECREATED = List.of(Duration.ofMillis(100), Duration.ofSeconds(1));

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

    /** The framework loses a set that is created anew at once under the same name. */
    @Override
    public void onResourceDeleted(HathoraRoomSet gone) {
        RECREATED.forEach(pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> wake(ResourceID.fromResource(gone))));
    }

    /** Requeues every cached set that was never reconciled. */
    void wakeOverlooked(KnownSets known) {
        IndexerResourceCache<HathoraRoomSet> sets = cache;
        if (sets != null) {
            sets.list(set -> !known.knows(set.getMetadata().getUid())).map(ResourceID::fromResource)
                    .forEach(this::wake);
        }
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
