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
 * Counts how many rooms of each application are missing. This distinguishes single rooms that ended from an outage that
 * hides most of them. Counts at most once per second, and only while a room is missing or when the metric is read.
 * Thread-safe.
 */
public final class MissingRooms {
    private static final Duration COUNT_HOLDS = Duration.ofSeconds(1);

    private final Supplier<Stream<TrackedRoom>> rooms;
    private final InstantSource clock;
    private final Duration lookedAtWithin;
    private final Duration counts;
    private volatile Count count = new Count(Instant.MIN, Map.of());

    /**
     * @param rooms all tracked rooms
     * @param pollInterval the time between two polls of a settled room
     */
    public MissingRooms(Supplier<Stream<TrackedRoom>> rooms, InstantSource clock, Duration pollInterval) {
        this.rooms = rooms;
        this.clock = clock;
        // polls are up to 10 % late
        this.counts = pollInterval.multipliedBy(2);
        this.lookedAtWithin = pollInterval.multipliedBy(11).dividedBy(10);
    }

    private record Count(Instant at, Map<String, Peers> byApplication) {}

    /** The counts of an application's rooms; {@link Peers#NONE} if the id is null or the application has no rooms. */
    public Peers peers(@Nullable String appId) {
        return appId == null ? Peers.NONE : count().byApplication().getOrDefault(appId, Peers.NONE);
    }

    /** The number of missing rooms by application; 0 if they do not amount to an outage. */
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
            // a room that was not polled recently may be missing as well: suspended rooms are polled less often
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
