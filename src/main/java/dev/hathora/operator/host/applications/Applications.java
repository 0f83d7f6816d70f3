package dev.hathora.operator.host.applications;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.WantedApplication;
import dev.hathora.operator.host.store.AppIdTakenException;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import dev.hathora.operator.host.store.TokenTakenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications of manifests. A manifest that changes is a new deployment; one that is removed deletes its
 * application, whose processes are ended. A manifest that can't be used changes nothing, and as long as there is one,
 * nothing is deleted: what is missing may be meant to be in it. Nor is an application with rooms whose manifest was not
 * seen since the host was started.
 */
public final class Applications implements Catalog, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Applications.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    /** Files are away for a moment when they are saved, checked out or copied. What is away for longer was removed. */
    static final Duration REMOVED_AFTER = Duration.ofSeconds(30);

    private final Manifests manifests;
    private final ApplicationStore store;
    private final InstantSource clock;
    private final Map<String, Deployment> deployments = new ConcurrentHashMap<>();
    private final Map<String, WantedApplication> applied = new HashMap<>();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("manifests").factory());
    private boolean stale = true;
    private Map<String, Instant> missing = Map.of();
    private List<Manifests.Problem> problems = List.of();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of());

    /** What is served, by id of the application. */
    private record Snapshot(Map<String, Application> applications, Map<String, Deployment> newest) {}

    Applications(Path source, ApplicationStore store, InstantSource clock) {
        this.manifests = new Manifests(source);
        this.store = store;
        this.clock = clock;
    }

    /**
     * Reads manifests, and from now on reads them again and again.
     *
     * @param source a file, or a folder of {@code .yaml}, {@code .yml} and {@code .json}
     */
    public static Applications open(Path source, ApplicationStore store, InstantSource clock) {
        Applications applications = new Applications(source, store, clock);
        applications.read();
        ScheduledFuture<?> unused = applications.timer.scheduleWithFixedDelay(applications::guardedRead,
                PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return applications;
    }

    private void guardedRead() {
        try {
            read();
        } catch (DatabaseUnavailableException e) {
            log.warn("Manifests wait for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("Manifests could not be read; it is tried again", e);
        }
    }

    /** Reads everything once. */
    synchronized void read() {
        Manifests.Reading reading = manifests.read();
        List<Manifests.Problem> all = new ArrayList<>(reading.problems());
        Set<String> names = reading.applications().stream().map(w -> w.application().name())
                .collect(Collectors.toSet());
        // A manifest with an error may be the one with the previous name.
        Predicate<String> isGone = name -> reading.problems().isEmpty() && !names.contains(name);
        // A token that moves is another application's until that one is changed, which may come later.
        List<Manifests.Wanted> again = reading.applications().stream()
                .filter(wanted -> !apply(wanted, isGone, new ArrayList<>()))
                .toList();
        again.forEach(wanted -> apply(wanted, isGone, all));
        report(all);
        if (stale) {
            takeSnapshot();
        }
        deleteMissing(names, all);
        if (stale) {
            takeSnapshot();
        }
    }

    private void takeSnapshot() {
        Map<String, Application> living = new LinkedHashMap<>();
        Map<String, Deployment> newest = new HashMap<>();
        for (Application application : store.living()) {
            living.put(application.appId(), application);
            store.newest(application.appId()).ifPresent(d -> newest.put(application.appId(), d));
        }
        snapshot = new Snapshot(living, newest);
        stale = false;
    }

    /** @return whether it is as wanted; if not, the problem is added */
    private boolean apply(Manifests.Wanted wanted, Predicate<String> isGone, List<Manifests.Problem> told) {
        String name = wanted.application().name();
        try {
            apply(wanted.application(), isGone);
            return true;
        } catch (AppIdTakenException e) {
            told.add(new Manifests.Problem(wanted.file(), "spec.appId of " + name + " " + e.getMessage()));
        } catch (TokenTakenException e) {
            told.add(new Manifests.Problem(wanted.file(),
                    "spec.tokenSecretRefs[%d] of %s names a token of application %s:"
                            .formatted(e.index(), name, e.owner()) + " write another one"));
        }
        return false;
    }

    private void apply(WantedApplication wanted, Predicate<String> isGone) {
        if (wanted.equals(applied.get(wanted.name()))) {
            return;
        }
        if (wanted.appId() != null) {
            store.rename(wanted.appId(), wanted.name(), isGone).ifPresent(previous -> {
                applied.remove(previous);
                stale = true;
                log.info("Application {} ({}) is called {} from now on", previous, wanted.appId(), wanted.name());
            });
        }
        Deployment deployment = store.apply(wanted, clock.instant());
        applied.put(wanted.name(), wanted);
        stale = true;
        log.info("Application {} is {}, with deployment {} (number {})", wanted.name(), deployment.appId(),
                deployment.deploymentId(), deployment.number());
    }

    /** Each once, as long as it lasts. */
    private void report(List<Manifests.Problem> now) {
        now.stream().filter(problem -> !problems.contains(problem))
                .forEach(problem -> log.error("{}. The last good version stays in force", problem));
        problems = List.copyOf(now);
    }

    /** Deletes what has been missing for long. */
    private void deleteMissing(Set<String> wanted, List<Manifests.Problem> all) {
        Map<String, Instant> still = new HashMap<>();
        if (all.isEmpty()) {
            snapshot.applications().values().stream().filter(application -> !wanted.contains(application.name()))
                    .forEach(application -> still.put(application.name(), noteMissing(application)));
        }
        missing = still;
    }

    /** Another folder than before is a mistake, which must not end all games. */
    private boolean isKept(Application application) {
        return !applied.containsKey(application.name()) && store.hasRooms(application.appId());
    }

    /** @return since when it is missing; one that is kept begins anew each time */
    private Instant noteMissing(Application application) {
        Instant now = clock.instant();
        Instant since = missing.get(application.name());
        if (isKept(application)) {
            if (since == null) {
                log.error("Application {} ({}) has rooms, but no manifest since the host was started: it stays. Is"
                        + " --applications right? To delete it, destroy its rooms, or show its manifest and remove it",
                        application.name(), application.appId());
            }
            return now;
        }
        if (since == null) {
            log.warn("Application {} ({}) has no manifest any more: it is deleted if there is none in {} s",
                    application.name(), application.appId(), REMOVED_AFTER.toSeconds());
            return now;
        }
        if (!now.isBefore(since.plus(REMOVED_AFTER))) {
            store.delete(application.appId(), now);
            applied.remove(application.name());
            stale = true;
            log.info("Application {} ({}) has no manifest any more: it is deleted, and its processes are ended",
                    application.name(), application.appId());
        }
        return since;
    }

    /** What is wrong with the manifests now. */
    synchronized List<String> problems() {
        return problems.stream().map(Manifests.Problem::toString).toList();
    }

    @Override
    public Collection<Application> applications() {
        return snapshot.applications().values();
    }

    @Override
    public Optional<Application> application(String appId) {
        return Optional.ofNullable(snapshot.applications().get(appId));
    }

    @Override
    public Optional<Deployment> newest(String appId) {
        return Optional.ofNullable(snapshot.newest().get(appId));
    }

    @Override
    public Optional<Deployment> deployment(String deploymentId) {
        Deployment known = deployments.get(deploymentId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Deployment> found = store.deployment(deploymentId);
        found.ifPresent(deployment -> deployments.put(deploymentId, deployment));
        return found;
    }

    /** Reads no more. What is served stays as it is. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
