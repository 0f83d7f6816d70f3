package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Brings resources before the reconciler, and hears of those that went.
 *
 * <p>The framework's own notice of a deletion can't be relied on: for a resource that was created anew at once under the
 * same name it comes with the new resource, and afterwards the framework knows nothing of that one. So deletions are
 * taken from the informer itself, and {@link #wakeOverlooked} brings in whoever was forgotten.
 */
final class WakeUps extends AbstractEventSource<Void, HathoraRoom> implements ResourceEventAware<HathoraRoom> {
    private final TrackedRooms rooms;
    private final InstantSource clock;
    private final Map<String, Instant> overlookedSince = new ConcurrentHashMap<>();
    private Consumer<HathoraRoom> onDeleted = room -> {};
    private @Nullable IndexerResourceCache<HathoraRoom> cache;

    WakeUps(TrackedRooms rooms, InstantSource clock) {
        super(Void.class, "wake-ups");
        this.rooms = rooms;
        this.clock = clock;
    }

    /** Says where the resources are, and who is told of deletions. Must not block. */
    void connect(IndexerResourceCache<HathoraRoom> primaries, Consumer<HathoraRoom> deleted) {
        cache = primaries;
        onDeleted = deleted;
    }

    /** Has a resource looked at soon, if it is there. */
    void wake(ResourceID id) {
        if (cache != null && isRunning()) {
            // a plain event is dropped for a resource that the framework has no state of; this one never is
            cache.get(id).ifPresent(room -> getEventHandler().handleEvent(
                    new ResourceEvent(ResourceAction.UPDATED, id, room)));
        }
    }

    /** Has a resource looked at if it never was. */
    void wakeIfOverlooked(ResourceID id) {
        if (cache != null && cache.get(id).filter(room -> rooms.get(room).isEmpty()).isPresent()) {
            wake(id);
        }
    }

    /** Has every resource looked at that never was. */
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

    /** Nobody has been overlooked: whoever was not looked at waits in line. */
    void noneOverlooked() {
        overlookedSince.clear();
    }

    /** The resource as it was last heard of; what was given where it is not there any more. */
    HathoraRoom latest(HathoraRoom given) {
        return cache == null
                ? given
                : cache.get(ResourceID.fromResource(given))
                        .filter(now -> now.getMetadata().getUid().equals(given.getMetadata().getUid())).orElse(given);
    }

    /** Every resource that is looked after, as it was last heard of. */
    Stream<HathoraRoom> resources() {
        return cache == null ? Stream.empty() : cache.list();
    }

    /** Lets go of our own copies of resources where the cache holds them too by now. */
    void dropCopies() {
        if (cache != null) {
            cache.list().forEach(room -> rooms.get(room).ifPresent(tracked -> tracked.dropCopies(room)));
        }
    }

    /** For how long the framework has kept a resource from us that it knows of, although it was told. */
    Duration longestOverlooked() {
        Instant now = clock.instant();
        return overlookedSince.values().stream().map(since -> Duration.between(since, now)).max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public void onResourceDeleted(HathoraRoom room) {
        onDeleted.accept(room);
    }

    @Override
    public Set<Void> getSecondaryResources(HathoraRoom room) {
        return Set.of();
    }
}
