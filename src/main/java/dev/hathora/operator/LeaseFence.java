package dev.hathora.operator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.controller.RoomOperator;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a leader whose lease has run out from sending anything. One that was frozen (a paused container, a node without
 * memory) does not notice for a moment that another replica has taken over; what it was about to send must not be sent.
 * On its way to Kubernetes it sees when the lease is renewed, and stops other writes; calls to Hathora ask it as well.
 */
final class LeaseFence implements Interceptor {
    private static final String LEASES = "/apis/coordination.k8s.io/";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final LongSupplier nanoTime;
    private final Runnable onLost;
    private final ConcurrentHashMap<String, Long> renewals = new ConcurrentHashMap<>();

    /** When the last renewal that succeeded was sent; null: this replica never led. */
    private volatile @Nullable Long renewedAt;

    /**
     * @param nanoTime a time that goes on while the process is frozen
     * @param onLost called when something is to be sent although the lease has run out: has to end the process
     */
    LeaseFence(LongSupplier nanoTime, Runnable onLost) {
        this.nanoTime = nanoTime;
        this.onLost = onLost;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (READS.contains(request.method())) {
            return;
        }
        if (isLease(request)) {
            // from when it is sent: the answer may be read long after
            renewals.put(key(request), nanoTime.getAsLong());
        } else {
            require();
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        Long sentAt = isLease(request) ? renewals.remove(key(request)) : null;
        if (sentAt != null && response.isSuccessful()) {
            renewedAt = sentAt;
        }
    }

    /** An observer of calls to Hathora that lets none pass once the lease has run out. */
    CallObserver around(CallObserver observer) {
        return new CallObserver() {
            @Override
            public void calls(Operation operation) {
                require();
                observer.calls(operation);
            }

            @Override
            public void called(Operation operation, @Nullable HathoraException failure, Duration duration) {
                observer.called(operation, failure, duration);
            }
        };
    }

    private void require() {
        Long renewed = renewedAt;
        if (renewed != null && nanoTime.getAsLong() - renewed > RoomOperator.LEASE_DURATION.toNanos()) {
            onLost.run();
            throw new IllegalStateException("the lease has run out: nothing more is sent");
        }
    }

    private static boolean isLease(HttpRequest request) {
        return request.uri().getPath().contains(LEASES);
    }

    private static String key(HttpRequest request) {
        return request.method() + " " + request.uri();
    }
}
