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
 * How the operator and its rooms are at the moment of a scrape. Of a replica that stands by there is nothing to say but
 * that it does, and what it can read.
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
    private final MultiGauge unaccounted;
    private final MultiGauge missing;
    private final MultiGauge overdue;
    private final MultiGauge observationAge;
    private final MultiGauge deletionAge;
    private final MultiGauge waiting;
    private final MultiGauge heldBack;
    private final MultiGauge allowed;

    /**
     * @param registry what is served
     * @param defaultAppId the application of resources that name none
     */
    public OperatorMetrics(PrometheusMeterRegistry registry, RoomOperator operator, @Nullable String defaultAppId) {
        this.registry = registry;
        this.operator = operator;
        this.defaultAppId = defaultAppId;
        Gauge.builder("hathora.leader", operator, o -> o.leads() ? 1 : 0)
                .description("1 on the replica that works, 0 on those that stand by").register(registry);
        readable = gauge("hathora.namespace.readable", "1 for watched namespaces that can be read, 0 for the others");
        rooms = gauge("hathora.rooms", "Resources that this operator looks after");
        ready = gauge("hathora.rooms.ready", "Resources by their condition Ready");
        stalled = gauge("hathora.rooms.stalled", "Resources that only a human can help");
        unaccounted = gauge("hathora.rooms.unaccounted", "Active rooms beside ours that no resource accounts for");
        missing = gauge("hathora.rooms.missing", "Rooms that were answered 404, most of their application's at once");
        overdue = gauge("hathora.rooms.overdue", "Resources that were not looked at for three intervals");
        observationAge = age("hathora.observation.age",
                "Time since Hathora last told about the room that it was asked about least recently");
        deletionAge = age("hathora.deletion.age", "Time since the deletion of the resource that waits longest to go");
        waiting = gauge("hathora.calls.waiting", "Calls to Hathora that wait for their turn");
        heldBack = gauge("hathora.calls.held.back", "Tokens whose calls are held back");
        allowed = gauge("hathora.calls.allowed.per.second", "Calls per second that the slowest token is allowed");
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private MultiGauge age(String name, String description) {
        return MultiGauge.builder(name).baseUnit("seconds").description(description).register(registry);
    }

    /** Everything, in Prometheus's format. */
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
