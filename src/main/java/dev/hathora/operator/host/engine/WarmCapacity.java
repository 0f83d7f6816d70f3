package dev.hathora.operator.host.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.hathora.operator.host.brain.WarmPlanner;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.store.NoCapacityException;
import dev.hathora.operator.host.store.ProcessStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes that wait for rooms: records missing ones, and knows which idle processes are kept. */
final class WarmCapacity {
    private static final Logger log = LoggerFactory.getLogger(WarmCapacity.class);

    private final WarmPlanner planner = new WarmPlanner();
    private final ProcessStore processes;
    private final Catalog catalog;
    private final NewProcesses newProcesses;
    private final InstantSource clock;
    private final Consumer<String> changed;
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private volatile boolean planned;

    /** @param changed is called with the id of a process that was recorded */
    WarmCapacity(ProcessStore processes, Catalog catalog, NewProcesses newProcesses, InstantSource clock,
            Consumer<String> changed) {
        this.processes = processes;
        this.catalog = catalog;
        this.newProcesses = newProcesses;
        this.clock = clock;
        this.changed = changed;
    }

    /** Whether a process is kept without a room, according to the last plan. Without a plan, all are. */
    boolean isKept(String processId) {
        return !planned || kept.contains(processId);
    }

    /** Another host plans now. */
    void forget() {
        planned = false;
    }

    /** Starts the missing warm capacity, and notes which idle processes are kept. */
    void plan(List<GameProcess> living) {
        Set<String> keep = new HashSet<>();
        for (Application application : catalog.applications()) {
            catalog.newest(application.appId()).ifPresent(newest -> application.regions()
                    .forEach(region -> keep.addAll(planWarm(newest, region, living))));
        }
        kept.retainAll(keep);
        kept.addAll(keep);
        planned = true;
    }

    /** The ids of the processes in a region that are kept without a room. */
    private Set<String> planWarm(Deployment newest, Application.OfferedRegion region, List<GameProcess> living) {
        List<GameProcess> there = living.stream()
                .filter(p -> p.appId().equals(newest.appId()) && p.region().equals(region.name())).toList();
        WarmPlanner.Warm warm = planner.plan(region, there, newest.deploymentId());
        Set<String> keep = new HashSet<>(warm.keep());
        if (warm.start() == 0 || isCoolingDown(newest, region)) {
            return keep;
        }
        try {
            for (int i = 0; i < warm.start(); i++) {
                String started = processes.createWarm(newest.appId(), newest.deploymentId(), region.name(),
                        newProcesses.of(newest, region.name()), clock.instant()).processId();
                keep.add(started);
                changed.accept(started);
            }
        } catch (NoCapacityException e) {
            log.warn("No warm process for {} in {}: {}", newest.appId(), region.name(), e.getMessage());
        }
        return keep;
    }

    private boolean isCoolingDown(Deployment newest, Application.OfferedRegion region) {
        Instant now = clock.instant();
        return planner.startsAgainAt(processes.failed(newest.appId(), region.name(), WarmPlanner.FAILURES),
                newest.deploymentId(), now).isAfter(now);
    }
}
