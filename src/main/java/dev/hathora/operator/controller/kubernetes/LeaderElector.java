package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires, renews and releases a lease. {@link LeaderElection} decides; this class reads and writes. Every write names
 * the resourceVersion that was seen, so only one of several replicas can acquire a free lease.
 *
 * <p>Fabric8's own elector is not used, see "Workarounds" in CONTRIBUTING.md.
 */
public final class LeaderElector implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(LeaderElector.class);

    /** One in this many consecutive failures is logged as a warning, about one per minute. */
    private static final int TOLD_ONE_IN = 60;

    private final Resource<Lease> lease;
    private final KubernetesClient client;
    private final LeaseName name;
    private final LeaderElection election;
    private final ElectionTiming timing;
    private final InstantSource clock;
    private final LeaseFence fence;
    private final Runnable onLost;
    /** At zero when the election is over: the lease was lost, or this object closed. */
    private final CountDownLatch over = new CountDownLatch(1);
    // platform threads: they must not wait for a processor behind hundreds of passes
    private final Thread campaign = Thread.ofPlatform().daemon().name("lease").unstarted(this::compete);
    private final Thread deadline = Thread.ofPlatform().daemon().name("lease-deadline").unstarted(this::endWhenOverdue);
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** Used only by the campaign thread and, after its end, by {@link #close}. */
    private LeaseSighting seen = LeaseSighting.NONE;
    private @Nullable Lease stored;
    private int failures;
    private boolean ownable = true;

    private volatile boolean leads;
    private Runnable lead = () -> {};

    /**
     * @param client the client of the cluster
     * @param name the Lease to compete for
     * @param identity the identity of this replica; must be unique to the process
     * @param timing the periods of the election
     * @param clock the time of day, which is written into the Lease for others to read and used for nothing else
     * @param fence told of every renewal; its monotonic clock is also used to judge leases
     * @param onLost called once, when another replica may have taken over; must end the process
     */
    public LeaderElector(KubernetesClient client, LeaseName name, String identity, ElectionTiming timing,
            InstantSource clock, LeaseFence fence, Runnable onLost) {
        // a short timeout and no retries by the client, so that a hanging or failed request does not delay the next
        // attempt
        this.client = client.newClient(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(Math.toIntExact(timing.renewDeadline().dividedBy(2).toMillis()))
                .withRequestRetryBackoffLimit(0).build()).adapt(KubernetesClient.class);
        this.name = name;
        this.lease = this.client.leases().inNamespace(name.namespace()).withName(name.name());
        this.election = new LeaderElection(identity, timing.lease());
        this.timing = timing;
        this.clock = clock;
        this.fence = fence;
        this.onLost = onLost;
    }

    @Override
    public void start(Runnable whenLeading) {
        lead = whenLeading;
        log.info("Competing for lease {} as {}", name, election.identity());
        campaign.start();
    }

    @Override
    public boolean leads() {
        return leads && fence.isOpen();
    }

    private void compete() {
        try {
            boolean held;
            do {
                held = holdOrLook();
            } while (!isOver(held ? timing.renewEvery() : someTimeUpTo(timing.lookEvery())));
        } catch (Error e) {
            // without this thread the replica would stay healthy and never lead
            log.error("The election ended with an error", e);
            onLost.run();
        }
    }

    /**
     * Reads the lease if necessary, and acquires or renews it if possible.
     *
     * @return whether the API server has just confirmed that this replica holds the lease
     */
    private boolean holdOrLook() {
        try {
            // no other replica may write the lease while this one holds it, so there is no need to read it first
            if (!leads || stored == null) {
                look();
            }
            if (leads && !seen.isHeldBy(election.identity())) {
                lost("it went to another replica");
                return false;
            }
            Optional<LeaseState> next = election.next(seen, fence.now(), clock.instant());
            if (next.isPresent()) {
                write(next.get());
                begin();
            }
            failures = 0;
            return next.isPresent();
        } catch (RuntimeException e) {
            // it is not known whether the write succeeded
            stored = null;
            // some clusters let a client set owner references only on objects that it may delete
            ownable &= !(e instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN);
            tell(e);
            return false;
        }
    }

    private void look() {
        String before = seen.holder();
        stored = lease.get();
        seen = seen.and(LeaseState.of(stored), fence.now());
        String holder = seen.holder();
        if (!holder.equals(before) && !holder.isEmpty() && !holder.equals(election.identity())) {
            log.info("On standby: lease {} is held by {}", name, holder);
        }
    }

    private void write(LeaseState state) {
        Lease written = state.writtenOver(stored, name);
        if (ownable && (!leads || stored == null) && written.getMetadata().getOwnerReferences().isEmpty()) {
            written.getMetadata().setOwnerReferences(owner());
        }
        Resource<Lease> next = client.leases().resource(written);
        long sentAt = fence.now();
        stored = stored == null ? next.create() : next.update();
        seen = seen.and(LeaseState.of(stored), fence.now());
        fence.confirm(sentAt);
    }

    /**
     * The owner reference to the Deployment with the name of the lease, if it exists. The lease is then
     * garbage-collected with it.
     */
    private List<OwnerReference> owner() {
        try {
            Deployment owner = client.apps().deployments().inNamespace(name.namespace()).withName(name.name()).get();
            return owner == null
                    ? List.of()
                    : List.of(new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion())
                            .withKind(owner.getKind())
                            .withName(owner.getMetadata().getName()).withUid(owner.getMetadata().getUid()).build());
        } catch (KubernetesClientException e) {
            log.debug("Lease {} will have no owner reference: {}", name, e.getMessage());
            return List.of();
        }
    }

    private void begin() {
        if (leads || isOver(Duration.ZERO)) {
            return;
        }
        leads = true;
        log.info("Leading: holds lease {}", name);
        deadline.start();
        // not on this thread, because it has to renew the lease
        Thread.ofPlatform().daemon().name("lead").start(this::work);
    }

    private void work() {
        try {
            lead.run();
        } catch (RuntimeException e) {
            log.error("Could not start to lead", e);
            lost("this replica could not start");
        }
    }

    /** Loses the lease at the renew deadline. Runs on a thread of its own, because a renewal may hang for longer. */
    private void endWhenOverdue() {
        Duration left;
        do {
            left = timing.renewDeadline().minus(fence.sinceConfirmed());
            if (left.isNegative()) {
                lost("it could not be renewed for " + timing.renewDeadline().toSeconds() + " s");
            }
        } while (!isOver(left.plusMillis(1)));
    }

    private synchronized void lost(String why) {
        if (leads) {
            leads = false;
            over.countDown();
            log.error("Lost lease {}: {}", name, why);
            onLost.run();
        }
    }

    private void tell(RuntimeException e) {
        boolean outrun = e instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_CONFLICT;
        if (outrun || failures++ % TOLD_ONE_IN != 0) {
            log.debug("Lease {} could not be read or written: {}", name, e.getMessage());
        } else {
            log.warn("Lease {} could not be read or written, trying again: {}", name, e.getMessage());
        }
    }

    /** A random pause from half of {@code longest} up to it, so that replicas do not read in step. */
    private Duration someTimeUpTo(Duration longest) {
        return Duration.ofNanos(random.nextLong(longest.toNanos() / 2, longest.toNanos()));
    }

    /**
     * Waits for this time, or until the election is over.
     *
     * @return whether the election is over
     */
    private boolean isOver(Duration wait) {
        try {
            return over.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            if (campaign.isAlive()) {
                // at most two requests, each of which times out
                campaign.join(timing.lease());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leads = false;
        fence.shut();
        // the last write may have acquired the lease just before the end
        if (seen.isHeldBy(election.identity())) {
            release();
        }
    }

    private void release() {
        try {
            if (stored == null) {
                look();
            }
            if (seen.isHeldBy(election.identity()) && stored != null) {
                LeaseState released = Objects.requireNonNull(seen.held()).releasedAt(clock.instant());
                stored = client.leases().resource(released.writtenOver(stored, name)).update();
                log.info("Released lease {}", name);
            }
        } catch (RuntimeException e) {
            log.warn("Lease {} could not be released, it runs out by itself: {}", name, e.getMessage());
        }
    }
}
