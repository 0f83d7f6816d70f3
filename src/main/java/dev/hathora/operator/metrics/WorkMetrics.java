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
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.traffic.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counters and timers for the operator's work on rooms. */
public final class WorkMetrics implements OperatorObserver {
    /** Beyond the last bucket, a user waits too long. */
    private static final Duration[] READY_BUCKETS = {Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20),
        Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(5)};
    private static final Duration[] WAIT_BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(100),
        Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5)};

    private final MeterRegistry registry;
    private final Map<String, Counter> told = new ConcurrentHashMap<>();
    private final Counter eventsDropped;
    private final Map<ResourceWrite, Counter> writesRefused;
    private final Counter passesDelayed;
    private final Counter restarts;
    private final Map<Correction, Counter> corrections;
    private final Counter roomsCreated;
    private final Map<RemovalCause, Counter> roomsRemoved;
    private final Counter roomsRefused;
    private final Timer ready;
    private final Map<Lane, Timer> waits;

    /**
     * @param registry the registry for the metrics
     */
    public WorkMetrics(MeterRegistry registry) {
        this.registry = registry;
        // registered at startup, because Prometheus does not see the first increase of a new series
        eventsDropped = Counter.builder("hathora.events.dropped")
                .description("Events that were not written, because the queue was full or Kubernetes rejected them")
                .register(registry);
        writesRefused = each(ResourceWrite.class, write -> Counter.builder("hathora.writes.refused")
                .description("Writes that Kubernetes rejected, or stored differently than sent")
                .tag("write", lower(write)).register(registry));
        passesDelayed = Counter.builder("hathora.reconciles.delayed")
                .description("Reconciles that were put off, because the resource had been reconciled too often")
                .register(registry);
        restarts = Counter.builder("hathora.room.restarts").description("Rooms that ended and were replaced")
                .register(registry);
        corrections = each(Correction.class, correction -> Counter.builder("hathora.drift.corrected")
                .description("External changes to rooms that the operator reverted")
                .tag("correction", lower(correction)).register(registry));
        // Prometheus reserves names that end in _created
        roomsCreated = Counter.builder("hathora.room.set.creations").description("Rooms that sets have created")
                .register(registry);
        roomsRemoved = each(RemovalCause.class, cause -> Counter.builder("hathora.room.set.removals")
                .description("Rooms that sets have removed").tag("cause", lower(cause)).register(registry));
        roomsRefused = Counter.builder("hathora.room.set.refusals")
                .description("Attempts of sets to create rooms that Kubernetes rejected").register(registry);
        ready = Timer.builder("hathora.room.time.to.ready")
                .description("Time from the claim of a room until players can connect")
                .serviceLevelObjectives(READY_BUCKETS).register(registry);
        waits = each(Lane.class, lane -> Timer.builder("hathora.call.wait")
                .description("Time that calls to Hathora spent in the queue").tag("lane", lower(lane))
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
                .description("Events about rooms, by reason").tag("reason", key).register(registry))
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
    public void passDelayed() {
        passesDelayed.increment();
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
    public void roomsCreated(int rooms) {
        roomsCreated.increment(rooms);
    }

    @Override
    public void roomsRemoved(RemovalCause cause, int rooms) {
        Objects.requireNonNull(roomsRemoved.get(cause)).increment(rooms);
    }

    @Override
    public void roomRefused() {
        roomsRefused.increment();
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
