package dev.hathora.operator.host.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.hathora.operator.host.engine.ProcessObserver;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.store.Census;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The metrics of a host, apart from its requests. Rooms and processes are counted by the leader at each scrape; the
 * other hosts serve no such numbers.
 */
public final class HostMetrics implements ProcessObserver {
    /** A game server has 100 seconds to start, unless its application says otherwise. */
    private static final Duration[] BUCKETS = {Duration.ofMillis(100), Duration.ofMillis(250),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
        Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(100)};

    private final PrometheusMeterRegistry registry;
    private final Census census;
    private final Supplier<Collection<Application>> applications;
    private final BooleanSupplier leads;
    private final MultiGauge processes;
    private final MultiGauge rooms;
    private final Placements placements;
    private final Counter starts;
    private final Counter failures;
    private final Timer up;

    /**
     * @param registry the registry that is served
     * @param applications those that exist
     * @param leads whether this host leads
     */
    public HostMetrics(PrometheusMeterRegistry registry, Census census, Supplier<Collection<Application>> applications,
            BooleanSupplier leads) {
        this.registry = registry;
        this.census = census;
        this.applications = applications;
        this.leads = leads;
        Gauge.builder("hathora.host.leader", leads, l -> l.getAsBoolean() ? 1 : 0)
                .description("1 on the host that leads, 0 on the others").register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        processes = MultiGauge.builder("hathora.host.processes").description("Processes that have not ended")
                .register(registry);
        rooms = MultiGauge.builder("hathora.host.rooms").description("Rooms that were not destroyed")
                .register(registry);
        placements = new Placements(registry);
        starts = Counter.builder("hathora.host.starts").description("Game servers that were started")
                .register(registry);
        failures = Counter.builder("hathora.host.failures")
                .description("Processes that ended with an error, were lost, or never bound their port")
                .register(registry);
        up = Timer.builder("hathora.host.process.start")
                .description("Time from the record of a process until its port is bound: for a room that needs a new"
                        + " process, from createRoom to its address")
                .serviceLevelObjectives(BUCKETS).register(registry);
    }

    /** A room was placed. */
    public void placed(Placed placed) {
        placements.count(placed.process().appId(), placed.fresh() ? Placements.Kind.NEW : Placements.Kind.WARM);
    }

    /** There was no place for a room of an application. */
    public void refused(String appId) {
        placements.count(appId, Placements.Kind.REFUSED);
    }

    @Override
    public void started(GameProcess process) {
        starts.increment();
    }

    @Override
    public void up(GameProcess process, Duration afterRecord) {
        up.record(afterRecord);
    }

    @Override
    public void failed(GameProcess process) {
        failures.increment();
    }

    /** All metrics in Prometheus's text format. If the database is away, rooms and processes are missing. */
    public synchronized String scrape() {
        List<Row<Number>> byState = List.of();
        List<Row<Number>> byStatus = List.of();
        if (leads.getAsBoolean()) {
            try {
                Census.Count count = census.count();
                byState = Arrays.stream(ProcessState.values()).filter(state -> !state.isOver())
                        .map(state -> Row.of(Tags.of("state", state.wireName()),
                                (Number) count.processes().getOrDefault(state, 0L)))
                        .toList();
                byStatus = List.of(Row.of(Tags.of("status", "active"), count.activeRooms()),
                        Row.of(Tags.of("status", "suspended"), count.suspendedRooms()));
            } catch (DatabaseUnavailableException e) {
                // What is not known is not told.
            }
        }
        placements.align(applications.get());
        processes.register(byState, true);
        rooms.register(byStatus, true);
        return registry.scrape();
    }
}
