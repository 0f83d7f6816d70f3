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
 * Stops all changes by a process that has had no confirmation from the API server for the length of a lease. A process
 * that was frozen or disconnected does not notice at once that another replica may have taken over. Changes that it was
 * about to send must not be sent. Closed until the first confirmation. Thread-safe.
 */
public final class LeaseFence implements Interceptor {
    private static final String LEASES = "/apis/coordination.k8s.io/";
    /** Access reviews, which are sent with POST but change nothing. */
    private static final String QUESTIONS = "/apis/authorization.k8s.io/";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Duration lasts;
    private final LongSupplier nanoTime;
    private final Runnable onClosed;

    /** When the last confirmed request was sent, in nanoseconds; null: there was none. */
    private volatile @Nullable Long confirmedAt;
    private volatile boolean shut;

    /**
     * @param lasts how long one confirmation is valid
     * @param nanoTime a monotonic clock, in nanoseconds, that advances while the process is frozen
     * @param onClosed called when a change is stopped although the fence had been open
     */
    public LeaseFence(Duration lasts, LongSupplier nanoTime, Runnable onClosed) {
        this.lasts = lasts;
        this.nanoTime = nanoTime;
        this.onClosed = onClosed;
    }

    /** The time of its monotonic clock, in nanoseconds. */
    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Records that the API server has confirmed the lease or, without an election, that it is reachable.
     *
     * @param sentAt when the request was sent, by {@link #now}; the response may be read much later
     */
    public void confirm(long sentAt) {
        confirmedAt = sentAt;
    }

    /** Closes the fence for good, because the lease is being released. */
    void shut() {
        shut = true;
    }

    /** Whether changes may be sent. */
    public boolean isOpen() {
        Long confirmed = confirmedAt;
        return !shut && confirmed != null && now() - confirmed <= lasts.toNanos();
    }

    /** How long ago the last confirmed request was sent. */
    Duration sinceConfirmed() {
        Long confirmed = confirmedAt;
        return confirmed == null ? Duration.ofNanos(Long.MAX_VALUE) : Duration.ofNanos(now() - confirmed);
    }

    /**
     * Stops requests that would change something in Kubernetes. Writes of the Lease pass, because the API server checks
     * their resourceVersion.
     *
     * @throws IllegalStateException if the fence is closed
     */
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String path = request.uri().getPath();
        if (!READS.contains(request.method()) && !path.contains(LEASES) && !path.contains(QUESTIONS) && !isOpen()) {
            closed();
            throw new IllegalStateException("%s %s was not sent: %s".formatted(request.method(), path, why()));
        }
    }

    /**
     * Wraps an observer of calls to Hathora. While the fence is closed, calls that change something fail; others are
     * not affected.
     */
    public CallObserver around(CallObserver observer) {
        return new CallObserver() {
            @Override
            public void calls(Operation operation) {
                // getConnectionInfo resumes suspended rooms
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
        return "the Kubernetes API has not confirmed the lease for %d s, so another operator may be leading"
                .formatted(lasts.toSeconds());
    }

    /**
     * Reports that a change was stopped. Not before the first confirmation, when the process only has to wait, and not
     * after the lease was released.
     */
    private void closed() {
        if (!shut && confirmedAt != null) {
            onClosed.run();
        }
    }
}
