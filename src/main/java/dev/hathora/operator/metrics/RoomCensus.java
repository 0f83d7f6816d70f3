package dev.hathora.operator.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.room.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Counts of resources, computed in one pass.
 *
 * @param places by phase, region and application
 * @param conditions by status and reason of the condition Ready
 */
record RoomCensus(Map<Place, Long> places, Map<Ready, Long> conditions) {
    /**
     * The number of applications with their own label: those with the most rooms. The number must be limited, because a
     * spec may name any application.
     */
    static final int APPLICATIONS = 50;

    /** The label of all other applications. */
    static final String OTHER = "other";

    private static final String NONE = "none";
    private static final Map<String, Reason> REASONS = Arrays.stream(Reason.values())
            .collect(Collectors.toUnmodifiableMap(Reason::conditionReason, reason -> reason));

    /** The phase, region and application of rooms. */
    record Place(String phase, String region, String application) {}

    /** The Ready condition. The reason is {@code none} if the condition was never set. */
    record Ready(String status, String reason) {}

    /**
     * * Counts resources.
     *
     * @param defaultAppId the application of resources without spec.appId
     */
    static RoomCensus of(Stream<HathoraRoom> rooms, @Nullable String defaultAppId) {
        Map<Place, Long> places = new HashMap<>();
        Map<Ready, Long> conditions = new HashMap<>();
        rooms.forEach(room -> {
            places.merge(place(room, defaultAppId), 1L, Long::sum);
            conditions.merge(ready(room), 1L, Long::sum);
        });
        return new RoomCensus(bounded(places), conditions);
    }

    private static Map<Place, Long> bounded(Map<Place, Long> places) {
        Map<String, Long> sizes = places.entrySet().stream().collect(Collectors.groupingBy(
                e -> e.getKey().application(), Collectors.summingLong(Map.Entry::getValue)));
        if (sizes.size() <= APPLICATIONS) {
            return places;
        }
        var largest = sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(APPLICATIONS).map(Map.Entry::getKey).collect(Collectors.toSet());
        return places.entrySet().stream().collect(Collectors.groupingBy(e -> largest.contains(e.getKey().application())
                ? e.getKey()
                : new Place(e.getKey().phase(), e.getKey().region(), OTHER),
                Collectors.summingLong(Map.Entry::getValue)));
    }

    private static Place place(HathoraRoom room, @Nullable String defaultAppId) {
        HathoraRoomStatus status = room.getStatus();
        Phase phase = status == null || status.phase() == null ? Phase.PENDING : status.phase();
        // an API server that does not validate may return resources without required fields
        Region region = room.getSpec() == null ? null : room.getSpec().region();
        String claimed = status == null ? null : status.appId();
        String named = room.getSpec() == null ? null : room.getSpec().appId();
        String application = claimed != null ? claimed : named != null ? named : defaultAppId;
        return new Place(phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT),
                region == null ? NONE : region == Region.UNRECOGNIZED ? OTHER : region.hathoraName(),
                application == null ? NONE : application);
    }

    private static Ready ready(HathoraRoom room) {
        Condition ready = room.getStatus() == null ? null : room.getStatus().condition("Ready");
        if (ready == null) {
            return new Ready("Unknown", NONE);
        }
        // status may come from another version of the operator, or from a user
        Reason reason = REASONS.get(ready.getReason());
        String status = switch (ready.getStatus()) {
            case "True", "False" -> ready.getStatus();
            default -> "Unknown";
        };
        return new Ready(status, reason == null ? OTHER : reason.conditionReason());
    }

    /**
     * The time since the oldest pending deletion request. Paused resources are ignored, because they are kept on
     * purpose.
     */
    static Duration deletionAge(Stream<HathoraRoom> rooms, Instant now) {
        return rooms.filter(room -> room.getSpec() == null || !room.getSpec().paused())
                .map(room -> room.getMetadata().getDeletionTimestamp()).filter(Objects::nonNull).map(Instant::parse)
                .min(Comparator.naturalOrder()).map(first -> Duration.between(first, now))
                .filter(Duration::isPositive).orElse(Duration.ZERO);
    }

    /** The number of stalled resources for every reason. */
    Map<Reason, Long> stalled() {
        Map<Reason, Long> stalled = new EnumMap<>(Reason.class);
        Arrays.stream(Reason.values()).filter(reason -> reason.kind() == Reason.Kind.STALLED)
                .forEach(reason -> stalled.put(reason,
                        conditions.getOrDefault(new Ready("False", reason.conditionReason()), 0L)));
        return stalled;
    }

    /** The label of an application. */
    String application(String appId) {
        return places.keySet().stream().anyMatch(place -> place.application().equals(appId)) ? appId : OTHER;
    }
}
