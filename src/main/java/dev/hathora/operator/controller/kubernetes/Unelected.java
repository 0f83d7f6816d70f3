package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works without leader election, for development: no other replica may work on the same rooms. Sends a request to the
 * API server at intervals, so that the fence knows whether the server is reachable. With an election, the renewals of
 * the lease show that; here, there is no other request while nothing changes.
 */
public final class Unelected implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(Unelected.class);
    private static final Set<Integer> REFUSALS = Set.of(HttpURLConnection.HTTP_UNAUTHORIZED,
            HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_NOT_FOUND);

    private final KubernetesClient client;
    private final LeaseFence fence;
    private final Duration every;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("heartbeat").unstarted(this::askAgainAndAgain);

    /**
     * @param client the client of the cluster
     * @param fence told of every response
     * @param every the time between two requests, and the timeout of each
     */
    public Unelected(KubernetesClient client, LeaseFence fence, Duration every) {
        this.client = client.newClient(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(Math.toIntExact(every.toMillis())).withRequestRetryBackoffLimit(0).build())
                .adapt(KubernetesClient.class);
        this.fence = fence;
        this.every = every;
    }

    @Override
    public void start(Runnable lead) {
        ask();
        thread.start();
        lead.run();
    }

    @Override
    public boolean leads() {
        return true;
    }

    private void askAgainAndAgain() {
        try {
            while (!closing.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        long sentAt = fence.now();
        try {
            if (client.getKubernetesVersion() != null) {
                fence.confirm(sentAt);
            }
        } catch (KubernetesClientException e) {
            if (REFUSALS.contains(e.getCode())) {
                // a refusal is a response as well
                fence.confirm(sentAt);
            }
            log.debug("The Kubernetes API did not tell its version: {}", e.getMessage());
        } catch (RuntimeException e) {
            // without further questions the fence would stay closed
            log.error("Asking the Kubernetes API failed unexpectedly", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
