package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Requeues resources, and receives deletions from the informer.
 *
 * <p>The framework's event for a deletion is not reliable. If the resource is recreated at once under the same name,
 * the event comes with the new resource, and afterwards the framework has no state for it. So deletions are received
 * from the informer directly, and {@link #wakeOverlooked} requeues resources that the framework lost.
 */
final class WakeUps extends AbstractEventSource<Void, HathoraRoom> implements ResourceEventAware<HathoraRoom> {
    private final TrackedRooms rooms;
    private final InstantSource clock;
    private final Map<String, Instant> overlookedSince = new ConcurrentHashMap<>();
    private Consumer<HathoraRoom> onDeleted = room -> {};
    private Consumer<HathoraRoom> onAnyChange = room -> {};
    private @Nullable IndexerResourceCache<HathoraRoom> cache;

    WakeUps(TrackedRooms rooms, InstantSource clock) {
        super(Void.class, "wake-ups");
        this.rooms = rooms;
        this.clock = clock;
    }

    /**
     * Sets the informer cache, and the listener for deletions, which must not block. Must be called before the start.
     */
    void connect(IndexerResourceCache<HathoraRoom> primaries, Consumer<HathoraRoom> deleted) {
        cache = primaries;
        onDeleted = deleted;
    }

    /** Sets a listener for every change of a resource. It must not block. Must be called before the start. */
    void onAnyChange(Consumer<HathoraRoom> changed) {
        onAnyChange = changed;
    }

    /** Requeues a resource, if it is in the cache. */
    void wake(ResourceID id) {
        if (cache != null && isRunning()) {
            // the framework drops a plain Event if it has no state for the resource, but never a ResourceEvent
            cache.get(id).ifPresent(room -> getEventHandler().handleEvent(
                    new ResourceEvent(ResourceAction.UPDATED, id, room)));
        }
    }

    /** Requeues a resource that has never been reconciled. */
    void wakeIfOverlooked(ResourceID id) {
        if (cache != null && cache.get(id).filter(room -> rooms.get(room).isEmpty()).isPresent()) {
            wake(id);
        }
    }

    /** Requeues every cached resource that has never been reconciled. */
    void wakeOverlooked() {
        if (cache == null) {
            return;
        }
        List<HathoraRoom> overlooked = cache.list(room -> rooms.get(room).isEmpty()).toList();
        Instant now = clock.instant();
        overlookedSince.keySet().retainAll(overlooked.stream().map(room -> room.getMetadata().getUid())
                .collect(Collectors.toSet()));
        overlooked.forEach(room -> overlookedSince.putIfAbsent(room.getMetadata().getUid(), now));
        overlooked.forEach(room -> wake(ResourceID.fromResource(room)));
    }

    /** Resets {@link #longestOverlooked}, because resources that have not been reconciled are still in the queue. */
    void noneOverlooked() {
        overlookedSince.clear();
    }

    /** The cached version of a resource; the given one if that resource is not in the cache any more. */
    HathoraRoom latest(HathoraRoom given) {
        return cache == null
                ? given
                : cache.get(ResourceID.fromResource(given))
                        .filter(now -> now.getMetadata().getUid().equals(given.getMetadata().getUid())).orElse(given);
    }

    /** All cached resources. */
    Stream<HathoraRoom> resources() {
        return cache == null ? Stream.empty() : cache.list();
    }

    /** Drops the operator's copies of resources that the cache now holds as well. */
    void dropCopies() {
        if (cache != null) {
            cache.list().forEach(room -> rooms.get(room).ifPresent(tracked -> tracked.dropCopies(room)));
        }
    }

    /** How long a cached resource has not been reconciled although it was requeued; zero: there is none. */
    Duration longestOverlooked() {
        Instant now = clock.instant();
        return overlookedSince.values().stream().map(since -> Duration.between(since, now)).max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public void onResourceCreated(HathoraRoom room) {
        onAnyChange.accept(room);
    }

    @Override
    public void onResourceUpdated(HathoraRoom room, HathoraRoom before) {
        onAnyChange.accept(room);
        if (!Objects.equals(before.getMetadata().getOwnerReferences(), room.getMetadata().getOwnerReferences())
                || !Objects.equals(before.getMetadata().getLabels(), room.getMetadata().getLabels())) {
            // it may have left another set
            onAnyChange.accept(before);
        }
    }

    @Override
    public void onResourceDeleted(HathoraRoom room) {
        onDeleted.accept(room);
        onAnyChange.accept(room);
    }

    @Override
    public Set<Void> getSecondaryResources(HathoraRoom room) {
        return Set.of();
    }
}
