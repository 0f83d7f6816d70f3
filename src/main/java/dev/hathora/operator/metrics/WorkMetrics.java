package dev.hathora.operator.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.traffic.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times what is done for rooms. */
public final class WorkMetrics implements OperatorObserver {
    /** Beyond the last one somebody is waiting who should not be. */
    private static final Duration[] READY_BUCKETS = {Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20),
        Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(5)};
    private static final Duration[] WAIT_BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(100),
        Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5)};

    private final MeterRegistry registry;
    private final Map<String, Counter> told = new ConcurrentHashMap<>();
    private final Counter eventsDropped;
    private final Map<ResourceWrite, Counter> writesRefused;
    private final Counter restarts;
    private final Map<Correction, Counter> corrections;
    private final Timer ready;
    private final Map<Lane, Timer> waits;

    /** @param registry where they are counted */
    public WorkMetrics(MeterRegistry registry) {
        this.registry = registry;
        // from the start on, as the first increase of a series that is new is not seen
        eventsDropped = Counter.builder("hathora.events.dropped")
                .description("Events that were not written: too many waited, or Kubernetes did not take them")
                .register(registry);
        writesRefused = each(ResourceWrite.class, write -> Counter.builder("hathora.writes.refused")
                .description("Writes of resources that Kubernetes did not store, or not as they were sent")
                .tag("write", lower(write)).register(registry));
        restarts = Counter.builder("hathora.room.restarts").description("Rooms that ended and were replaced")
                .register(registry);
        corrections = each(Correction.class, correction -> Counter.builder("hathora.drift.corrected")
                .description("Changes that somebody else made to a room, and that were undone")
                .tag("correction", lower(correction)).register(registry));
        ready = Timer.builder("hathora.room.time.to.ready")
                .description("Time from the claim of a room's id until it can be joined")
                .serviceLevelObjectives(READY_BUCKETS).register(registry);
        waits = each(Lane.class, lane -> Timer.builder("hathora.call.wait")
                .description("Time that calls to Hathora waited for their turn").tag("lane", lower(lane))
                .serviceLevelObjectives(WAIT_BUCKETS).register(registry));
    }

    private static <K extends Enum<K>, V> Map<K, V> each(Class<K> type, Function<K, V> meter) {
        return Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Function.identity(), meter,
                (one, other) -> one, () -> new EnumMap<>(type)));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void told(String reason) {
        told.computeIfAbsent(reason, key -> Counter.builder("hathora.room.events")
                .description("What happened to rooms, as their events tell it").tag("reason", key).register(registry))
                .increment();
    }

    @Override
    public void eventDropped() {
        eventsDropped.increment();
    }

    @Override
    public void writeRefused(ResourceWrite write) {
        Objects.requireNonNull(writesRefused.get(write)).increment();
    }

    @Override
    public void restarted() {
        restarts.increment();
    }

    @Override
    public void corrected(Correction correction) {
        Objects.requireNonNull(corrections.get(correction)).increment();
    }

    @Override
    public void ready(Duration sinceClaim) {
        ready.record(sinceClaim);
    }

    @Override
    public void admitted(Lane lane, Duration waited) {
        Objects.requireNonNull(waits.get(lane)).record(waited);
    }
}
