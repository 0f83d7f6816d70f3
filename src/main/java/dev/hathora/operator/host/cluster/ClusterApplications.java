package dev.hathora.operator.host.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.store.ApplicationCensus;
import dev.hathora.operator.host.store.ApplicationCensus.Count;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles the HathoraApplications of a cluster with the records, on the host that leads. One round looks at all of
 * them: there are few, their numbers of processes and rooms come from one query, and a token may move from one to
 * another. A round follows each change, and otherwise every {@link #PERIOD}.
 */
public final class ClusterApplications implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterApplications.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    /** Several changes at a time are one round. */
    private static final Duration GATHERED = Duration.ofMillis(50);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    /** How many of a deployment's newest processes are asked why they don't start. */
    private static final int ASKED = 10;

    private final Resources resources;
    private final ApplicationSecrets secrets;
    private final Statuses statuses;
    private final ApplicationEvents events;
    private final Changes changes;
    private final MissingResources missing = new MissingResources();
    private final Records records;
    private final BooleanSupplier leads;
    private final InstantSource clock;
    private final AtomicBoolean awaited = new AtomicBoolean();
    /** By id of the application, until something is applied. */
    private final Map<String, List<Deployment>> deployments = new HashMap<>();
    private boolean stale = true;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hathoraapplications").factory());

    /**
     * The records of the host.
     *
     * @param applications the applications, which are changed
     * @param census counts their processes and rooms
     * @param problems tells why game servers don't start
     * @param changed called when this host begins to lead, and after each change of applications
     */
    public record Records(ApplicationStore applications, ApplicationCensus census, StartProblems problems,
            Runnable changed) {}

    private ClusterApplications(KubernetesClient client, Set<String> namespaces, Records records,
            BooleanSupplier leads, InstantSource clock) {
        // Fabric8 would send a write again that was answered 500
        KubernetesClient direct = client.newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0).build())
                .adapt(KubernetesClient.class);
        this.records = records;
        this.leads = leads;
        this.clock = clock;
        this.resources = new Resources(direct, namespaces, this::soon);
        this.secrets = new ApplicationSecrets(direct, clock);
        this.events = new ApplicationEvents(direct, clock);
        this.statuses = new Statuses(resources, events, direct.getKubernetesSerialization(), clock);
        this.changes = new Changes(resources, secrets, records.applications(), direct.getKubernetesSerialization(),
                clock);
    }

    /**
     * Begins to reconcile.
     *
     * @param client is not closed by this
     * @param namespaces where applications are; empty for all namespaces
     * @param leads whether this host leads: otherwise another one does this
     */
    public static ClusterApplications open(KubernetesClient client, Set<String> namespaces, Records records,
            BooleanSupplier leads, InstantSource clock) {
        ClusterApplications applications = new ClusterApplications(client, namespaces, records, leads, clock);
        ScheduledFuture<?> unused = applications.timer.scheduleWithFixedDelay(applications::guardedRound, 0,
                PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return applications;
    }

    /** Reconciles soon, instead of at the next time. */
    public void readSoon() {
        soon();
    }

    private void soon() {
        if (awaited.compareAndSet(false, true)) {
            try {
                ScheduledFuture<?> unused = timer.schedule(this::guardedRound, GATHERED.toMillis(),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("Closed");
            }
        }
    }

    private void guardedRound() {
        awaited.set(false);
        try {
            if (leads.getAsBoolean()) {
                round();
            } else {
                // The next leader may apply others.
                stale = true;
                changes.forget();
                missing.forget();
            }
        } catch (DatabaseUnavailableException e) {
            // Something may have been applied before.
            stale = true;
            log.warn("HathoraApplications wait for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            stale = true;
            log.error("HathoraApplications could not be reconciled; it is tried again", e);
        }
    }

    private void round() {
        List<GenericKubernetesResource> all = resources.all();
        Map<String, Changes.Result> results = changes.apply(all, living());
        stale |= results.values().stream().anyMatch(Changes.Result::changed);
        Map<Name, Application> living = living();
        stale |= deleteMissing(all, living);
        if (stale) {
            deployments.clear();
            records.changed().run();
            stale = false;
        }
        Map<String, Count> counts = all.isEmpty() ? Map.of() : records.census().count();
        for (GenericKubernetesResource resource : all) {
            Changes.Result result = results.get(resource.getMetadata().getUid());
            if (result != null) {
                attempt(resource, () -> finish(resource, result, living, counts));
            }
        }
        statuses.retain(all.stream().map(resource -> resource.getMetadata().getUid()).collect(Collectors.toSet()));
    }

    private Map<Name, Application> living() {
        return records.applications().living().stream().filter(application -> !application.namespace().isEmpty())
                .collect(Collectors.toMap(Name::of, Function.identity()));
    }

    private boolean deleteMissing(List<GenericKubernetesResource> all, Map<Name, Application> living) {
        Set<Name> present = all.stream().map(Name::of).collect(Collectors.toSet());
        List<Application> gone = missing.gone(present,
                living.values().stream().filter(a -> resources.isComplete(a.namespace())).toList(),
                records.applications()::hasRooms, clock.instant());
        for (Application application : gone) {
            records.applications().delete(application.appId(), clock.instant());
            log.info("Application {} ({}) has no HathoraApplication any more: it is deleted, and its processes are"
                    + " ended", Name.of(application), application.appId());
        }
        return !gone.isEmpty();
    }

    /** Shows what there is now, and lets a deleted resource go when nothing is left. */
    private void finish(GenericKubernetesResource resource, Changes.Result result, Map<Name, Application> living,
            Map<String, Count> counts) {
        Application application = living.get(Name.of(resource));
        String appId = application == null ? result.formerId() : application.appId();
        Count count = appId == null ? Count.NONE : counts.getOrDefault(appId, Count.NONE);
        if (resource.isMarkedForDeletion()
                && count.processes(ProcessState.STARTING, ProcessState.RUNNING, ProcessState.DRAINING,
                        ProcessState.STOPPING) == 0) {
            if (resource.hasFinalizer(HathoraApplication.FINALIZER)) {
                resources.release(resource);
                events.tell(resource, "Normal", "ApplicationDeleted", "All game servers have ended");
            }
            return;
        }
        List<Deployment> newest = appId == null
                ? List.of()
                : deployments.computeIfAbsent(appId, id -> records.applications().deployments(id,
                        HathoraApplicationStatus.MAX_DEPLOYMENTS));
        Observed.Problem problem = result.problem();
        if (problem == null && application != null) {
            String unpublished = secrets.publish(resource, application.secret());
            problem = unpublished == null
                    ? null
                    : new Observed.Problem(ApplicationReason.APP_SECRET_UNAVAILABLE, unpublished);
        }
        statuses.show(resource, new Observed(appId, newest, count, problem, waiting(appId, newest, count)));
    }

    /** Why game servers of the newest deployment don't start. Most applications need not be asked. */
    private @Nullable String waiting(@Nullable String appId, List<Deployment> newestFirst, Count count) {
        if (appId == null || newestFirst.isEmpty()) {
            return null;
        }
        String newest = newestFirst.getFirst().deploymentId();
        return count.runs(newest) && count.processes(ProcessState.STARTING) == 0
                ? null
                : records.problems().among(records.census().latest(appId, newest, ASKED));
    }

    private static void attempt(GenericKubernetesResource resource, Runnable work) {
        try {
            work.run();
        } catch (KubernetesClientException e) {
            log.warn("HathoraApplication {} can't be written, which is tried again: {}", Name.of(resource),
                    e.getMessage());
        }
    }

    /** Stops, within ten seconds. What is served stays as it is. */
    @Override
    public void close() {
        resources.close();
        timer.shutdown();
        try {
            if (!timer.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("A round of HathoraApplications has not ended in time: it is interrupted");
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
