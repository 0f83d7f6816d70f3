package dev.hathora.operator.crash;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;

/** The way of one instance to Kubernetes. Events are no effect that counts: no promise hangs on them. */
final class KubernetesWrites implements Interceptor {
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Effects effects;
    private volatile @Nullable String last;

    KubernetesWrites(Effects effects) {
        this.effects = effects;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        effects.requireAlive();
        if (counts(request) && effects.begins(effect(request)) != null) {
            last = request.method() + request.uri();
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if ((request.method() + request.uri()).equals(last)) {
            throw effects.dies();
        }
        effects.requireAlive();
    }

    private static boolean counts(HttpRequest request) {
        return !READS.contains(request.method()) && !request.uri().getPath().contains("/events");
    }

    private static String effect(HttpRequest request) {
        String path = request.uri().getPath();
        if (path.contains("/secrets")) {
            return switch (request.method()) {
                case "POST" -> "create Secret";
                case "DELETE" -> "delete Secret";
                default -> "update Secret";
            };
        }
        if (path.endsWith("/status")) {
            return "write status";
        }
        if (request.method().equals("DELETE")) {
            return "delete resource";
        }
        return String.valueOf(request.bodyString()).contains("room-id") ? "claim" : "release";
    }
}
