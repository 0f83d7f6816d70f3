package dev.hathora.operator.host.applications;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
 * Applies manifests, on the host that leads. A manifest that changes is a new deployment; one that is removed deletes its
 * application, whose processes are ended. A manifest that can't be used changes nothing, and as long as there is one,
 * nothing is deleted: what is missing may be meant to be in it. Nor is an application with rooms whose manifest was not
 * seen since the host was started.
 */
public final class Applications implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Applications.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    /** While a file is saved, checked out or copied, it may be missing for a moment. After this time, it counts as removed. */
    static final Duration REMOVED_AFTER = Duration.ofSeconds(30);

    private final Manifests manifests;
    private final ApplicationStore store;
    private final StoredCatalog catalog;
    private final BooleanSupplier leads;
    private final InstantSource clock;
    private final Map<String, WantedApplication> applied = new HashMap<>();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("manifests").factory());
    private boolean stale = true;
    private Map<String, Instant> missing = Map.of();
    private List<Manifests.Problem> problems = List.of();

    Applications(Path source, ApplicationStore store, StoredCatalog catalog, BooleanSupplier leads,
            InstantSource clock) {
        this.manifests = new Manifests(source);
        this.store = store;
        this.catalog = catalog;
        this.leads = leads;
        this.clock = clock;
    }

    /**
     * Reads manifests, and from then on reads them periodically.
     *
     * @param source a file, or a folder of {@code .yaml}, {@code .yml} and {@code .json}
     * @param catalog is refreshed after each change
     * @param leads whether this host leads: otherwise another one applies manifests
     */
    public static Applications open(Path source, ApplicationStore store, StoredCatalog catalog, BooleanSupplier leads,
            InstantSource clock) {
        Applications applications = new Applications(source, store, catalog, leads, clock);
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

    /** Reads everything soon, instead of at the next time. */
    public void readSoon() {
        timer.execute(this::guardedRead);
    }

    /** Reads everything once. */
    synchronized void read() {
        if (!leads.getAsBoolean()) {
            // The next leader may read other manifests.
            applied.clear();
            missing = Map.of();
            stale = true;
            return;
        }
        Manifests.Reading reading = manifests.read();
        List<Manifests.Problem> all = new ArrayList<>(reading.problems());
        Set<String> names = reading.applications().stream().map(w -> w.application().name())
                .collect(Collectors.toSet());
        // A manifest with an error may be the one with the previous name.
        Predicate<String> isGone = name -> reading.problems().isEmpty() && !names.contains(name);
        // A token that moves to another application is free only when its previous application was changed, so try twice.
        List<Manifests.Wanted> again = reading.applications().stream()
                .filter(wanted -> !apply(wanted, isGone, new ArrayList<>()))
                .toList();
        again.forEach(wanted -> apply(wanted, isGone, all));
        report(all);
        refresh();
        deleteMissing(names, all);
        refresh();
    }

    private void refresh() {
        if (stale) {
            catalog.refresh();
            stale = false;
        }
    }

    /** @return whether the application was applied; if not, the problem is added to the list */
    private boolean apply(Manifests.Wanted wanted, Predicate<String> isGone, List<Manifests.Problem> told) {
        String name = wanted.application().name();
        try {
            apply(wanted.application(), isGone);
            return true;
        } catch (AppIdTakenException e) {
            told.add(new Manifests.Problem(wanted.file(), "spec.appId of " + name + " " + e.getMessage()));
        } catch (TokenTakenException e) {
            told.add(new Manifests.Problem(wanted.file(),
                    "spec.tokenSecretRefs[%d] of %s refers to a token of application %s:"
                            .formatted(e.index(), name, e.owner()) + " use another one"));
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

    /** Logs each problem once, until it is solved. */
    private void report(List<Manifests.Problem> now) {
        now.stream().filter(problem -> !problems.contains(problem))
                .forEach(problem -> log.error("{}. The last good version stays in force", problem));
        problems = List.copyOf(now);
    }

    /** Deletes applications that have been missing for long enough. */
    private void deleteMissing(Set<String> wanted, List<Manifests.Problem> all) {
        Map<String, Instant> still = new HashMap<>();
        if (all.isEmpty()) {
            catalog.applications().stream()
                    .filter(application -> application.namespace().isEmpty() && !wanted.contains(application.name()))
                    .forEach(application -> still.put(application.name(), noteMissing(application)));
        }
        missing = still;
    }

    /** The host may have been started with the wrong folder, which must not end all games. */
    private boolean isKept(Application application) {
        return !applied.containsKey(application.name()) && store.hasRooms(application.appId());
    }

    /** @return since when it has been missing; for an application that is kept, always now */
    private Instant noteMissing(Application application) {
        Instant now = clock.instant();
        Instant since = missing.get(application.name());
        if (isKept(application)) {
            if (since == null) {
                log.error(
                        "Application {} ({}) has rooms, and its manifest was not there since the host was started, so it is"
                                + " not deleted. Check --applications. To delete it, destroy its rooms, or add its manifest and"
                                + " remove it again",
                        application.name(), application.appId());
            }
            return now;
        }
        if (since == null) {
            log.warn("Application {} ({}) has no manifest any more. It is deleted if there is still none in {} s",
                    application.name(), application.appId(), REMOVED_AFTER.toSeconds());
            return now;
        }
        if (!now.isBefore(since.plus(REMOVED_AFTER))) {
            store.delete(application.appId(), now);
            applied.remove(application.name());
            stale = true;
            log.info("Application {} ({}) has no manifest any more. It is deleted, and its processes are ended",
                    application.name(), application.appId());
        }
        return since;
    }

    /** The current problems of the manifests. */
    synchronized List<String> problems() {
        return problems.stream().map(Manifests.Problem::toString).toList();
    }

    /** Reads no more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
