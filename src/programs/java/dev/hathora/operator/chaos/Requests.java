package dev.hathora.operator.chaos;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Requests of a user to Kubernetes. They are retried until there is an answer, because the API server may be
 * unavailable for a while.
 */
final class Requests {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final OperatorFixture cluster;
    private final Consumer<String> unheard;

    /**
     * @param unheard invoked for requests without an answer
     */
    Requests(OperatorFixture cluster, Consumer<String> unheard) {
        this.cluster = cluster;
        this.unheard = unheard;
    }

    void create(String name, String spec) {
        insist(() -> cluster.apply(name, spec));
    }

    void edit(String name, String spec) {
        insist(() -> cluster.edit(name, spec));
    }

    void annotate(String name, String annotation, @Nullable String value) {
        insist(() -> cluster.annotate(name, annotation, value));
    }

    void delete(String name) {
        insist(() -> cluster.resource(name).delete());
    }

    void putToken(String secret, String token) {
        insist(() -> cluster.putSecret(secret, Map.of("token", token)));
    }

    /** The current resource. Null if there is none. */
    @Nullable
    HathoraRoom read(String name) {
        AtomicReference<@Nullable HathoraRoom> there = new AtomicReference<>();
        insist(() -> there.set(cluster.resource(name).get()));
        return there.get();
    }

    private void insist(Runnable request) {
        Awaitility.await("an answer").atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).pollInSameThread()
                .until(() -> {
                    try {
                        request.run();
                        return true;
                    } catch (KubernetesClientException e) {
                        // the lost answer may have been a success
                        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                            return true;
                        }
                        if (e.getCode() > 0 && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR) {
                            throw e;
                        }
                        unheard.accept("is not heard: " + e.getMessage());
                        return false;
                    }
                });
    }
}
