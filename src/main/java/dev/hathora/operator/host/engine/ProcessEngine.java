package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.host.brain.ProcessPlan;
import dev.hathora.operator.host.brain.ProcessPlanner;
import dev.hathora.operator.host.brain.ProcessSituation;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import dev.hathora.operator.host.store.ProcessStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles game servers with the records. For each process it observes, plans and executes until the plan is to rest.
 * If a step is lost, the next sweep corrects it.
 */
public final class ProcessEngine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessEngine.class);

    /** Changes without an event are found after this time. */
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** A sweep may be late, but a longer time is a gap. */
    private static final Duration GAP = SWEEP.multipliedBy(3);

    /** Also where the database does not answer. */
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(2);

    /** Running work may take this time; then it is interrupted, and may take the same time again. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** More steps than a process ever needs. A plan that never rests is a bug, and must not loop without a pause. */
    private static final int STEPS = 20;

    private final ProcessPlanner planner = new ProcessPlanner();
    private final ProcessStore processes;
    private final Catalog catalog;
    private final GameRuntime runtime;
    private final WarmCapacity warm;
    private final ProcessSteps steps;
    private final BooleanSupplier leads;
    private final InstantSource clock;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("processes").factory());
    private final OneAtATime oneAtATime = new OneAtATime(workers, this::reconcile);
    private final Attention attention = new Attention(GAP);
    private volatile long swept = System.nanoTime();
    private final ConcurrentMap<String, ScheduledFuture<?>> wakeUps = new ConcurrentHashMap<>();

    /**
     * Creates the engine, which does nothing before {@link #start}.
     *
     * @param leads whether this host is the leader: otherwise another host manages these processes
     * @param observer is told what becomes of them
     */
    public ProcessEngine(ProcessStore processes, Catalog catalog, GameRuntime runtime, NewProcesses newProcesses,
            GameEnvironment environment, BooleanSupplier leads, ProcessObserver observer, InstantSource clock) {
        this.processes = processes;
        this.catalog = catalog;
        this.runtime = runtime;
        this.warm = new WarmCapacity(processes, catalog, newProcesses, clock, this::changed);
        this.steps = new ProcessSteps(processes, catalog, runtime, environment, observer, clock);
        this.leads = leads;
        this.clock = clock;
    }

    /**
     * Records which processes ended while no host was running. This has to be called before the API is served, because
     * a process that is recorded as running may have ended.
     *
     * @throws DatabaseUnavailableException if the records can't be read or written
     */
    public void adopt() {
        for (GameProcess process : processes.living()) {
            ProcessPlan plan = plan(process);
            if (plan instanceof ProcessPlan.NoteEnded) {
                steps.execute(plan, process);
            }
        }
    }

    /** Starts: finds running game servers again, and manages them from then on. */
    public void start() {
        runtime.watch(this::changed);
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(() -> guarded("sweep", this::sweep), 0,
                SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks at all processes soon, because changes may have been missed. */
    public void sweepSoon() {
        if (!timer.isShutdown()) {
            timer.execute(() -> guarded("sweep", this::sweep));
        }
    }

    /** Has to be called when something about a process has changed: its record, its rooms, or its game server. */
    public void changed(String processId) {
        oneAtATime.request(processId);
    }

    /** What is wrong with this engine, so that only a new start helps; empty: nothing. */
    public Optional<String> problem() {
        Duration since = Duration.ofNanos(System.nanoTime() - swept);
        return since.compareTo(LONGEST_SWEEP) < 0
                ? Optional.empty()
                : Optional.of("no sweep has begun for " + since.toSeconds() + " s");
    }

    private void sweep() {
        swept = System.nanoTime();
        if (!leads.getAsBoolean()) {
            warm.forget();
            return;
        }
        List<GameProcess> living = processes.living();
        attention.since(clock.instant());
        warm.plan(living);
        Set<String> unrecorded = new HashSet<>(runtime.known());
        for (GameProcess process : living) {
            unrecorded.remove(process.processId());
            if (!rests(process)) {
                changed(process.processId());
            }
        }
        unrecorded.forEach(this::changed);
    }

    /** Nearly all do. What was recorded meanwhile was told, too. */
    private boolean rests(GameProcess process) {
        try {
            if (plan(process) instanceof ProcessPlan.Rest rest) {
                again(process.processId(), rest.until());
                return true;
            }
            return false;
        } catch (RuntimeException e) {
            // It is looked at by itself, and told then.
            return false;
        }
    }

    private void reconcile(String processId) {
        try {
            for (int i = 0; i < STEPS && leads.getAsBoolean(); i++) {
                Optional<GameProcess> record = processes.find(processId);
                if (record.isEmpty()) {
                    steps.endUnrecorded(processId);
                    return;
                }
                ProcessPlan plan = plan(record.get());
                if (plan instanceof ProcessPlan.Rest rest) {
                    again(processId, rest.until());
                    return;
                }
                if (!steps.execute(plan, record.get())) {
                    again(processId, clock.instant().plus(AFTER_FAILURE));
                    return;
                }
            }
            if (leads.getAsBoolean()) {
                again(processId, clock.instant().plus(AFTER_FAILURE));
            }
        } catch (DatabaseUnavailableException e) {
            log.warn("Process {} waits for the database: {}", processId, e.getMessage());
            again(processId, clock.instant().plus(AFTER_FAILURE));
        } catch (GameRuntime.RuntimeFailure e) {
            log.warn("Process {} could not be reconciled, which is tried again: {}", processId, e.getMessage());
            again(processId, clock.instant().plus(AFTER_FAILURE));
        } catch (RuntimeException e) {
            log.error("Process {} could not be reconciled; it is tried again", processId, e);
            again(processId, clock.instant().plus(AFTER_FAILURE));
        }
    }

    private ProcessPlan plan(GameProcess record) {
        Deployment deployment = catalog.deployment(record.deploymentId())
                .orElseThrow(() -> new IllegalStateException("no deployment " + record.deploymentId()));
        Optional<Deployment> newest = catalog.newest(record.appId());
        Instant now = clock.instant();
        // The catalog may be older than the record, which must not end games.
        boolean gone = newest.isEmpty() && processes.isOfDeletedApplication(record.appId());
        return planner.plan(new ProcessSituation(record, deployment,
                newest.map(Deployment::number).orElse(0) <= deployment.number(), gone,
                warm.isKept(record.processId()), runtime.view(record), attention.since(now), now));
    }

    private void again(String processId, @Nullable Instant at) {
        if (at == null || timer.isShutdown()) {
            return;
        }
        long millis = Math.max(1, Duration.between(clock.instant(), at).toMillis());
        if (millis < SWEEP.toMillis()) {
            wakeUps.compute(processId, (id, pending) -> sooner(id, pending, millis));
        }
    }

    /** A process has only one wake-up. Otherwise each reconcile would add another one. */
    private ScheduledFuture<?> sooner(String processId, @Nullable ScheduledFuture<?> pending, long millis) {
        if (pending != null && pending.getDelay(TimeUnit.MILLISECONDS) <= millis) {
            return pending;
        }
        if (pending != null) {
            pending.cancel(false);
        }
        return timer.schedule(() -> {
            wakeUps.remove(processId);
            changed(processId);
        }, millis, TimeUnit.MILLISECONDS);
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (DatabaseUnavailableException e) {
            log.warn("The {} waits for the database: {}", what, e.getMessage());
        } catch (RuntimeException e) {
            log.error("The {} failed; it is tried again", what, e);
        }
    }

    /** Stops managing processes, within 20 seconds; they keep running. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        if (!await(CLOSING)) {
            log.warn("Work for processes has not ended in time: it is interrupted");
            workers.shutdownNow();
            await(CLOSING);
        }
    }

    private boolean await(Duration patience) {
        try {
            return workers.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
