package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.hathora.operator.room.Peers;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rooms of each application, so that the end of some can be told from an outage that hides most of them. Counts
 * at most once a second, and only where a room is missing or somebody asks for the metric. Thread-safe.
 */
public final class MissingRooms {
    private static final Duration COUNT_HOLDS = Duration.ofSeconds(1);

    private final Supplier<Stream<TrackedRoom>> rooms;
    private final InstantSource clock;
    private final Duration lookedAtWithin;
    private final Duration counts;
    private volatile Count count = new Count(Instant.MIN, Map.of());

    /**
     * @param rooms all that are looked after
     * @param pollInterval the time between two looks at a settled room
     */
    public MissingRooms(Supplier<Stream<TrackedRoom>> rooms, InstantSource clock, Duration pollInterval) {
        this.rooms = rooms;
        this.clock = clock;
        // looks are up to a tenth late
        this.counts = pollInterval.multipliedBy(2);
        this.lookedAtWithin = pollInterval.multipliedBy(11).dividedBy(10);
    }

    private record Count(Instant at, Map<String, Peers> byApplication) {}

    /** How the rooms of an application fare. */
    public Peers peers(@Nullable String appId) {
        return appId == null ? Peers.NONE : count().byApplication().getOrDefault(appId, Peers.NONE);
    }

    /** How many rooms are missing, by application: none where that is no outage. */
    public Map<String, Long> outages() {
        Map<String, Long> missing = new HashMap<>();
        count().byApplication().forEach((appId, peers) -> missing.put(appId,
                peers.isOutage() ? (long) peers.missing() : 0L));
        return missing;
    }

    private Count count() {
        Instant now = clock.instant();
        Count last = count;
        if (!now.isBefore(last.at()) && Duration.between(last.at(), now).compareTo(COUNT_HOLDS) < 0) {
            return last;
        }
        Map<String, Peers> byApplication = new HashMap<>();
        rooms.get().forEach(room -> {
            Presence presence = room.presence();
            boolean missing = presence.missingSince() != null;
            // who was not looked at lately may be missing, too: suspended rooms are looked at seldom
            boolean known = missing || now.isBefore(room.looks().last().plus(counts));
            if (presence.appId() != null && known) {
                byApplication.merge(presence.appId(), new Peers(missing ? 1 : 0, 1, lookedAtWithin),
                        (one, other) -> new Peers(one.missing() + other.missing(), one.known() + other.known(),
                                lookedAtWithin));
            }
        });
        Count fresh = new Count(now, byApplication);
        count = fresh;
        return fresh;
    }
}
