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
 * Competes for a lease, keeps it, and gives it back. {@link LeaderElection} decides; this looks and writes. Every write
 * names the version of the Lease that was seen, so of several replicas that find it free one gets it.
 *
 * <p>Fabric8 has an elector too. It compares what the holder's clock wrote with its own clock, so that a holder whose clock
 * is late loses its lease while it renews it.
 */
public final class LeaderElector implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(LeaderElector.class);

    /** Of failures in a row: about one per minute. */
    private static final int TOLD_ONE_IN = 60;

    private final Resource<Lease> lease;
    private final KubernetesClient client;
    private final LeaseName name;
    private final LeaderElection election;
    private final ElectionTiming timing;
    private final InstantSource clock;
    private final LeaseFence fence;
    private final Runnable onLost;
    /** Down when there is nothing more to do: lost, or closed. */
    private final CountDownLatch over = new CountDownLatch(1);
    // of the platform: they must not wait for a processor behind hundreds of passes
    private final Thread campaign = Thread.ofPlatform().daemon().name("lease").unstarted(this::compete);
    private final Thread deadline = Thread.ofPlatform().daemon().name("lease-deadline").unstarted(this::endWhenOverdue);
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** Only the campaign's thread touches these, and after its end whoever closes. */
    private LeaseSighting seen = LeaseSighting.NONE;
    private @Nullable Lease stored;
    private int failures;
    private boolean ownable = true;

    private volatile boolean leads;
    private Runnable lead = () -> {};

    /**
     * @param identity who competes: no two processes may have the same
     * @param clock the time of day, which is written into the lease for others to read, and used for nothing
     * @param fence told of every renewal; goes by the monotonic clock that leases are judged by
     * @param onLost called once, when another replica may have taken over: has to end the process
     */
    public LeaderElector(KubernetesClient client, LeaseName name, String identity, ElectionTiming timing,
            InstantSource clock, LeaseFence fence, Runnable onLost) {
        // a request that hangs must not keep the next one from being tried, nor one that failed be sent again by itself
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
        log.info("Competes for lease {} as {}", name, election.identity());
        campaign.start();
    }

    @Override
    public boolean leads() {
        return leads && fence.isOpen();
    }

    private void compete() {
        boolean held;
        do {
            held = holdOrLook();
        } while (!isOver(held ? timing.renewEvery() : someTimeUpTo(timing.lookEvery())));
    }

    /** @return whether the lease is ours, as the API server has just confirmed */
    private boolean holdOrLook() {
        try {
            // nobody else may write a lease that is ours, so there is no need to look first
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
            // whether it was written is not known
            stored = null;
            // some clusters let nobody give an owner to what they may not delete
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
            log.info("Stands by: lease {} is held by {}", name, holder);
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

    /** The Deployment whose name the lease has, if there is one: the lease is removed with it. */
    private List<OwnerReference> owner() {
        try {
            Deployment owner = client.apps().deployments().inNamespace(name.namespace()).withName(name.name()).get();
            return owner == null
                    ? List.of()
                    : List.of(new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion())
                            .withKind(owner.getKind())
                            .withName(owner.getMetadata().getName()).withUid(owner.getMetadata().getUid()).build());
        } catch (KubernetesClientException e) {
            log.debug("Lease {} will have no owner: {}", name, e.getMessage());
            return List.of();
        }
    }

    private void begin() {
        if (leads || isOver(Duration.ZERO)) {
            return;
        }
        leads = true;
        log.info("Leads: holds lease {}", name);
        deadline.start();
        // not on this thread, which has to renew the lease
        Thread.ofPlatform().daemon().name("lead").start(this::work);
    }

    private void work() {
        try {
            lead.run();
        } catch (RuntimeException e) {
            log.error("Could not begin to work", e);
            lost("this replica can't work");
        }
    }

    /** On a thread of its own, since a renewal may hang for longer than the deadline allows. */
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

    /** Half of it is random, so that replicas do not look in step. */
    private Duration someTimeUpTo(Duration longest) {
        return Duration.ofNanos(random.nextLong(longest.toNanos() / 2, longest.toNanos()));
    }

    /** Waits for so long, or until there is nothing more to do. */
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
                // two requests at the most, each of which is given up in time
                campaign.join(timing.lease());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leads = false;
        fence.shut();
        // one that never led may have got the lease with its last breath
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
