package dev.hathora.operator.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.traffic.CallLimiter;
import dev.hathora.operator.traffic.Lane;
import dev.hathora.operator.traffic.Obstacle;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Gauges for the state of the operator and its rooms at the time of a scrape. A standby replica serves no metrics about
 * rooms, only that it does not lead and which namespaces it can read.
 */
public final class OperatorMetrics {
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final PrometheusMeterRegistry registry;
    private final RoomOperator operator;
    private final @Nullable String defaultAppId;
    private final MultiGauge readable;
    private final MultiGauge rooms;
    private final MultiGauge ready;
    private final MultiGauge stalled;
    private final MultiGauge sets;
    private final MultiGauge roomsOfSets;
    private final MultiGauge unaccounted;
    private final MultiGauge missing;
    private final MultiGauge overdue;
    private final MultiGauge observationAge;
    private final MultiGauge deletionAge;
    private final MultiGauge waiting;
    private final MultiGauge heldBack;
    private final MultiGauge allowed;

    /**
     * @param registry the registry that is served
     * @param defaultAppId the application of resources without spec.appId
     */
    public OperatorMetrics(PrometheusMeterRegistry registry, RoomOperator operator, @Nullable String defaultAppId) {
        this.registry = registry;
        this.operator = operator;
        this.defaultAppId = defaultAppId;
        Gauge.builder("hathora.leader", operator, o -> o.leads() ? 1 : 0)
                .description("1 on the leader, 0 on standby replicas").register(registry);
        readable = gauge("hathora.namespace.readable", "1 for watched namespaces that can be read, 0 for the others");
        rooms = gauge("hathora.rooms", "Resources that this operator manages");
        ready = gauge("hathora.rooms.ready", "Resources by their Ready condition");
        stalled = gauge("hathora.rooms.stalled", "Stalled resources, for which a user has to act");
        sets = gauge("hathora.room.sets", "Sets of rooms by the reason of their Ready condition");
        roomsOfSets = gauge("hathora.room.set.rooms", "Rooms of sets by state");
        unaccounted = gauge("hathora.rooms.unaccounted", "Active rooms next to managed rooms that belong to no "
                + "resource");
        missing = gauge("hathora.rooms.missing", "Rooms for which Hathora answers 404 while it does so for most "
                + "rooms of the application");
        overdue = gauge("hathora.rooms.overdue",
                "Resources that were not polled or reconciled for three poll intervals");
        observationAge = age("hathora.observation.age",
                "Time since Hathora's last answer about a room, for the room with the oldest answer");
        deletionAge = age("hathora.deletion.age", "Time since the deletion request, for the resource that has been "
                + "terminating the longest");
        waiting = gauge("hathora.calls.waiting", "Queued calls to Hathora");
        heldBack = gauge("hathora.calls.held.back", "Tokens whose calls are currently held back");
        allowed = gauge("hathora.calls.allowed.per.second", "Calls per second that the rate limiter currently allows "
                + "for the slowest token");
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private MultiGauge age(String name, String description) {
        return MultiGauge.builder(name).baseUnit("seconds").description(description).register(registry);
    }

    /** All metrics in Prometheus's text format. */
    public synchronized String scrape() {
        set(readable, operator.readableNamespaces().entrySet().stream()
                .map(e -> Row.of(Tags.of("watched_namespace", e.getKey()), e.getValue() ? 1 : 0)));
        RoomCensus census = RoomCensus.of(operator.rooms(), defaultAppId);
        set(rooms, census.places().entrySet().stream().map(e -> Row.of(Tags.of("phase", e.getKey().phase(),
                "region", e.getKey().region(), "application", e.getKey().application()), e.getValue())));
        set(ready, census.conditions().entrySet().stream().map(e -> Row.of(Tags.of("status", e.getKey().status(),
                "reason", e.getKey().reason()), e.getValue())));
        leading(stalled, census.stalled().entrySet().stream()
                .map(e -> Row.of(Tags.of("reason", e.getKey().conditionReason()), e.getValue())));
        SetCensus setCensus = SetCensus.of(operator.sets());
        leading(sets, setCensus.reasons().entrySet().stream()
                .map(e -> Row.of(Tags.of("reason", e.getKey()), e.getValue())));
        leading(roomsOfSets, setCensus.rooms().entrySet().stream()
                .map(e -> Row.of(Tags.of("state", WorkMetrics.lower(e.getKey())), e.getValue())));
        leading(unaccounted, byApplication(census, operator.unaccountedRooms()));
        leading(missing, byApplication(census, operator.missingRooms()));
        leading(overdue, Stream.of(Row.of(Tags.empty(), operator.overdueRooms())));
        leading(observationAge, Stream.of(Row.of(Tags.empty(), operator.observationAge().toNanos() / NANOS)));
        leading(deletionAge, Stream.of(Row.of(Tags.empty(),
                RoomCensus.deletionAge(operator.rooms(), Instant.now()).toNanos() / NANOS)));
        measureLimits(operator.limiters());
        return registry.scrape();
    }

    private static Stream<Row<Number>> byApplication(RoomCensus census, Map<String, Long> rooms) {
        return rooms.entrySet().stream().collect(Collectors.groupingBy(e -> census.application(e.getKey()),
                Collectors.summingLong(Map.Entry::getValue))).entrySet().stream()
                .map(e -> Row.of(Tags.of("application", e.getKey()), e.getValue()));
    }

    private void measureLimits(Set<CallLimiter> limiters) {
        leading(waiting, Arrays.stream(Lane.values()).map(lane -> Row.of(Tags.of("lane", WorkMetrics.lower(lane)),
                limiters.stream().mapToInt(limiter -> limiter.waiting(lane)).sum())));
        Map<Obstacle, Long> obstacles = limiters.stream()
                .collect(Collectors.groupingBy(CallLimiter::obstacle, Collectors.counting()));
        leading(heldBack, Arrays.stream(Obstacle.values()).filter(obstacle -> obstacle != Obstacle.NONE)
                .map(obstacle -> Row.of(Tags.of("obstacle", WorkMetrics.lower(obstacle)),
                        obstacles.getOrDefault(obstacle, 0L))));
        leading(allowed, limiters.stream().map(CallLimiter::callsPerSecond).min(Double::compare).stream()
                .map(rate -> Row.of(Tags.empty(), rate)));
    }

    private void leading(MultiGauge gauge, Stream<Row<Number>> rows) {
        set(gauge, operator.leads() ? rows : Stream.empty());
    }

    private static void set(MultiGauge gauge, Stream<Row<Number>> rows) {
        gauge.register(rows.toList(), true);
    }
}
