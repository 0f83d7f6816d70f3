package dev.hathora.operator.controller.kubernetes;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one KubernetesClient. One that died silently (a firewall dropped its state, a node is gone) is
 * replaced within half a minute. TCP itself takes up to a quarter of an hour to give up.
 *
 * <p>Requests use HTTP/1.1, where a request that times out closes its connection. Over HTTP/2 the JDK sends every request
 * on the same connection, and keeps doing so after each of them timed out. Watches are pinged: see {@link Watches}.
 */
public final class ApiConnections extends JdkHttpClientFactory {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

    private final Duration pingInterval;
    private final Watches watches;
    private volatile @Nullable Thread pings;

    /** Connections as they are used in production. */
    public ApiConnections() {
        this(PING_INTERVAL);
    }

    /** @param pingInterval how often watches are pinged; all other periods are multiples of it */
    public ApiConnections(Duration pingInterval) {
        this.pingInterval = pingInterval;
        this.watches = new Watches(pingInterval, System::nanoTime);
    }

    /** Has every watch begin anew with a list, as if the API server no longer knew what it had told. */
    public void listAnew() {
        watches.listAnew();
    }

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        pings = Thread.ofVirtual().name("watch-pings").start(this::pingAgainAndAgain);
        return HookedHttpClient.builder(super.createNewHttpClientBuilder(), watches::open);
    }

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
        // Fabric8 would follow a redirect wherever it leads, and not every JDK keeps the token back then
        builder.version(HttpClient.Version.HTTP_1_1).followRedirects(Redirect.NEVER);
    }

    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {
        super.closeHttpClient(client);
        Thread pinging = pings;
        if (pinging != null) {
            pinging.interrupt();
        }
    }

    private void pingAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(pingInterval);
                watches.ping();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
