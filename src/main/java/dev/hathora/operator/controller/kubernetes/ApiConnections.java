package dev.hathora.operator.controller.kubernetes;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one KubernetesClient. A connection that is lost without notice, because a firewall dropped its
 * state or a node is gone, is replaced within a minute. TCP alone takes up to a quarter of an hour.
 *
 * <p>Requests use HTTP/1.1, because there a request that times out closes its connection. With HTTP/2 the JDK sends all
 * requests over the same connection, and continues to do so after they time out. The connections of watches are pinged,
 * see {@link Watches}. Bodies of responses are limited in time, see {@link ResponseBodies}.
 */
public final class ApiConnections extends JdkHttpClientFactory {
    private static final Logger log = LoggerFactory.getLogger(ApiConnections.class);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(5);
    /** A renewal of the lease has a timeout of one ping interval, and little time to be repeated. */
    private static final int CHECKS_PER_PING = 5;

    private final Duration pingInterval;
    private final Watches watches;
    private final ResponseBodies bodies = new ResponseBodies(System::nanoTime);
    private volatile @Nullable Thread checks;

    /** Connections with the ping interval for production. */
    public ApiConnections() {
        this(PING_INTERVAL);
    }

    /** @param pingInterval how often connections are checked; all other periods of watches are multiples of it */
    public ApiConnections(Duration pingInterval) {
        this.pingInterval = pingInterval;
        this.watches = new Watches(pingInterval, System::nanoTime);
    }

    /** Makes every watch start again with a list, as if its resourceVersion had expired. */
    public void listAnew() {
        watches.listAnew();
    }

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        checks = Thread.ofVirtual().name("connection-checks").start(this::checkAgainAndAgain);
        return HookedHttpClient.builder(super.createNewHttpClientBuilder(), watches::open, bodies::limit);
    }

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
        // Fabric8 would follow every redirect, and some JDKs send the token with it
        builder.version(HttpClient.Version.HTTP_1_1).followRedirects(Redirect.NEVER);
    }

    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {
        super.closeHttpClient(client);
        Thread checking = checks;
        if (checking != null) {
            checking.interrupt();
        }
    }

    private void checkAgainAndAgain() {
        try {
            for (long check = 1;; check++) {
                Thread.sleep(pingInterval.dividedBy(CHECKS_PER_PING));
                check(check % CHECKS_PER_PING == 0);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(boolean ping) {
        try {
            bodies.endStalled();
            if (ping) {
                watches.ping();
            }
        } catch (RuntimeException e) {
            log.error("A connection could not be checked, and is checked again", e);
        }
    }
}
