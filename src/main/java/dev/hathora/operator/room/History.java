package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import org.jspecify.annotations.Nullable;

/**
 * The allocations of a resource's rooms, newest first, as stored in {@code status.allocations}. Restart delays are
 * computed from it, so that they survive a restart of the operator.
 *
 * <p>A room that ends without a process, for example while suspended, leaves an entry without an allocation. The entry
 * says when the end was noticed.
 *
 * @param entries at most {@value HathoraRoomStatus#MAX_ALLOCATIONS}
 * @param offProcess whether the current room had no process when it was last seen
 */
public record History(List<PastAllocation> entries, boolean offProcess) {
    static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    static final Duration STABLE = Duration.ofMinutes(10);

    /**
     * The clock difference to tolerate. An end that is further in the future is ignored, because restart delays and the
     * time to live are counted from it.
     */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private static final Comparator<PastAllocation> NEWEST_FIRST = Comparator.comparing(History::begin).reversed();

    /** Makes the list immutable. */
    public History {
        entries = List.copyOf(entries);
    }

    /** The history of a room that runs. */
    public History(List<PastAllocation> entries) {
        this(entries, false);
    }

    /** The history after this observation of the room. */
    public History with(String roomId, Observation observation, Instant now) {
        return switch (observation) {
            case Observation.Present present -> with(roomId, present.room(), false, now);
            case Observation.Absent absent -> with(roomId, absent.last(), true, absent.since());
            case Observation.NotFound notFound -> this;
            case Observation.Created created -> this;
            case Observation.Unknown unknown -> this;
        };
    }

    private History with(String roomId, @Nullable Room room, boolean ended, Instant now) {
        Instant noticed = now.truncatedTo(ChronoUnit.MILLIS);
        Map<String, PastAllocation> ofRoom = new LinkedHashMap<>();
        entries.stream().filter(e -> e.roomId().equals(roomId))
                .forEach(e -> ofRoom.put(Objects.requireNonNullElse(e.roomAllocationId(), ""), e));
        RoomAllocation placed = room == null || ended ? null : room.currentAllocation();
        String current = placed == null ? null : placed.roomAllocationId();
        if (room != null) {
            Stream.concat(room.allocations().stream(), Stream.ofNullable(room.currentAllocation()))
                    .forEach(a -> ofRoom.compute(a.roomAllocationId(),
                            (id, known) -> entry(roomId, a, known, id.equals(current), noticed)));
        }
        boolean ranOn = entries.stream().filter(e -> e.roomId().equals(roomId)).count() < ofRoom.size();
        if (ended && (ofRoom.isEmpty() || (offProcess && !ranOn))) {
            ofRoom.putIfAbsent("", new PastAllocation(roomId, null, null, null, noticed));
        }
        Stream<PastAllocation> ofThisRoom = ofRoom.values().stream()
                .map(e -> isCurrent(e, current) ? e : closed(e, noticed))
                .sorted(Comparator.<PastAllocation, Boolean>comparing(e -> !isCurrent(e, current))
                        .thenComparing(NEWEST_FIRST));
        // rooms follow one another, whatever times Hathora reports
        Stream<PastAllocation> others = entries.stream().filter(e -> !e.roomId().equals(roomId))
                .map(e -> closed(e, noticed));
        return new History(Stream.concat(ofThisRoom, others).limit(HathoraRoomStatus.MAX_ALLOCATIONS).toList(),
                offProcess);
    }

    private static boolean isCurrent(PastAllocation entry, @Nullable String current) {
        return current != null && current.equals(entry.roomAllocationId());
    }

    /**
     * Merges an allocation with what is known about it. Hathora may omit times or report impossible ones. Then the time
     * when the operator first noticed counts.
     */
    private static PastAllocation entry(String roomId, RoomAllocation told, @Nullable PastAllocation known,
            boolean current, Instant noticed) {
        Instant begin = told.scheduledAt();
        if (begin == null) {
            begin = known != null ? known.scheduledAt() : current ? noticed : null;
        }
        Instant end = told.unscheduledAt();
        boolean possible = end != null && !end.isAfter(noticed.plus(CLOCKS_DIFFER))
                && (begin == null || !end.isBefore(begin));
        if (!possible) {
            end = current || known == null ? null : known.unscheduledAt();
        }
        return new PastAllocation(roomId, told.roomAllocationId(), told.processId(), begin, end);
    }

    /** Whether the history has an entry for a room. */
    public boolean knows(String roomId) {
        return entries.stream().anyMatch(e -> e.roomId().equals(roomId));
    }

    /** The room of this resource that ran before this one. Null if none is known. */
    @Nullable
    String before(String roomId, RoomIds ids) {
        return entries.stream().map(PastAllocation::roomId)
                .filter(id -> !id.equals(roomId) && ids.restartOf(id).isPresent()).findFirst().orElse(null);
    }

    /** When a room left its last process, or was found to be gone. Null if it is not known to have ended. */
    public @Nullable Instant endedAt(String roomId) {
        return entries.stream().filter(e -> e.roomId().equals(roomId)).map(PastAllocation::unscheduledAt)
                .filter(Objects::nonNull).max(Comparator.naturalOrder()).orElse(null);
    }

    /** When a room was first placed on a process. Null if unknown. */
    @Nullable
    Instant beganAt(String roomId) {
        return entries.stream().filter(e -> e.roomId().equals(roomId)).map(PastAllocation::scheduledAt)
                .filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
    }

    /** Whether the history says that a room ended before that time. */
    boolean hasEnded(String roomId, Instant time) {
        Instant endedAt = endedAt(roomId);
        return endedAt != null && endedAt.isBefore(time) && !offProcess
                && entries.stream().noneMatch(e -> e.roomId().equals(roomId) && e.unscheduledAt() == null);
    }

    /**
     * How long to wait before the next room: 1 s, doubled for each room in a row that was active for less than 10
     * minutes, at most 5 minutes.
     */
    public Duration restartDelay() {
        long delay = FIRST_DELAY.toMillis();
        boolean first = true;
        for (Duration activity : activityPerRoom()) {
            if (activity.compareTo(STABLE) >= 0) {
                break;
            }
            delay = first ? delay : Math.min(delay * 2, LONGEST_DELAY.toMillis());
            first = false;
        }
        return Duration.ofMillis(delay);
    }

    private List<Duration> activityPerRoom() {
        LinkedHashMap<String, Duration> activity = new LinkedHashMap<>();
        Instant from = Instant.MIN;
        for (PastAllocation entry : entries.reversed()) {
            activity.putFirst(entry.roomId(), activity.getOrDefault(entry.roomId(), Duration.ZERO)
                    .plus(duration(entry, from)));
            from = entry.unscheduledAt() == null ? from : entry.unscheduledAt();
        }
        return new ArrayList<>(activity.values());
    }

    /**
     * How long an allocation lasted.
     *
     * @param from when the previous allocation ended; an earlier begin, such as the year 1, is wrong, and must not make
     *     a room that ends at once look like one that ran for a long time
     */
    private static Duration duration(PastAllocation entry, Instant from) {
        Instant begin = entry.scheduledAt();
        Instant end = entry.unscheduledAt();
        if (begin == null || end == null) {
            return Duration.ZERO;
        }
        Instant latest = begin.isAfter(from) ? begin : from;
        return end.isBefore(latest) ? Duration.ZERO : Duration.between(latest, end);
    }

    private static PastAllocation closed(PastAllocation entry, Instant at) {
        return entry.unscheduledAt() != null
                ? entry
                : new PastAllocation(entry.roomId(), entry.roomAllocationId(), entry.processId(), entry.scheduledAt(),
                        at);
    }

    private static Instant begin(PastAllocation entry) {
        Instant begin = entry.scheduledAt() != null ? entry.scheduledAt() : entry.unscheduledAt();
        return begin == null ? Instant.EPOCH : begin;
    }
}
