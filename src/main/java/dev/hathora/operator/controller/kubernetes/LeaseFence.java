package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a process that has not heard from the API server for the length of a lease from changing anything. One that was
 * frozen, or cut off, does not notice for a moment that another may have taken over; what it was about to send must not
 * be sent. Closed until the first word from the API server.
 */
public final class LeaseFence implements Interceptor {
    private static final String LEASES = "/apis/coordination.k8s.io/";
    /** What it may do is asked with a POST. */
    private static final String QUESTIONS = "/apis/authorization.k8s.io/";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Duration lasts;
    private final LongSupplier nanoTime;
    private final Runnable onClosed;

    /** When the last request that was answered had been sent; null: none was. */
    private volatile @Nullable Long confirmedAt;
    private volatile boolean shut;

    /**
     * @param lasts how long one word from the API server counts
     * @param nanoTime a monotonic clock that goes on while the process is frozen
     * @param onClosed called when something is not sent although it was open once
     */
    public LeaseFence(Duration lasts, LongSupplier nanoTime, Runnable onClosed) {
        this.lasts = lasts;
        this.nanoTime = nanoTime;
        this.onClosed = onClosed;
    }

    /** The time by which it goes. */
    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * The API server has answered: the lease was renewed, or, without an election, there is one at all.
     *
     * @param sentAt when the request was sent, as {@link #now()} told then: the answer may be read long after
     */
    public void confirm(long sentAt) {
        confirmedAt = sentAt;
    }

    /** Lets nothing pass from now on, whatever is confirmed: the lease is given back. */
    void shut() {
        shut = true;
    }

    /** Whether changes may be made. */
    public boolean isOpen() {
        Long confirmed = confirmedAt;
        return !shut && confirmed != null && now() - confirmed <= lasts.toNanos();
    }

    /** How long ago the last request was sent that was answered. */
    Duration sinceConfirmed() {
        Long confirmed = confirmedAt;
        return confirmed == null ? Duration.ofNanos(Long.MAX_VALUE) : Duration.ofNanos(now() - confirmed);
    }

    /** Stops what would change something in Kubernetes. The lease itself has the API server for a judge. */
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String path = request.uri().getPath();
        if (!READS.contains(request.method()) && !path.contains(LEASES) && !path.contains(QUESTIONS) && !isOpen()) {
            closed();
            throw new IllegalStateException("%s %s was not sent: %s".formatted(request.method(), path, why()));
        }
    }

    /** An observer of calls to Hathora that lets none pass that changes something; others may go on. */
    public CallObserver around(CallObserver observer) {
        return new CallObserver() {
            @Override
            public void calls(Operation operation) {
                // getConnectionInfo wakes suspended rooms
                if ((operation.isMutation() || operation == Operation.GET_CONNECTION_INFO) && !isOpen()) {
                    closed();
                    throw new HathoraException(operation, ErrorKind.TRANSIENT, Effect.NOT_APPLIED, 0,
                            "%s was not sent: %s".formatted(operation.hathoraName(), why()), null, null);
                }
                observer.calls(operation);
            }

            @Override
            public void called(Operation operation, String appId, @Nullable HathoraException failure,
                    Duration duration) {
                observer.called(operation, appId, failure, duration);
            }
        };
    }

    private String why() {
        return "the Kubernetes API has not confirmed for %d s that this operator may work, so another one may do so"
                .formatted(lasts.toSeconds());
    }

    /** Whoever never led only has to wait, and whoever gave the lease back ends anyway. */
    private void closed() {
        if (!shut && confirmedAt != null) {
            onClosed.run();
        }
    }
}
