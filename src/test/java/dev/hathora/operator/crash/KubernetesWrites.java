package dev.hathora.operator.crash;

import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.crash.Effects.Mishap;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    private volatile boolean lastOfAll;

    KubernetesWrites(Effects effects) {
        this.effects = effects;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        effects.requireAlive();
        Mishap mishap = counts(request) ? effects.begins(effect(request)) : null;
        if (mishap == Mishap.REFUSED) {
            effects.survives();
            throw new KubernetesClientException("Service Unavailable", HttpURLConnection.HTTP_UNAVAILABLE, null);
        }
        if (mishap != null) {
            lastOfAll = mishap.kills();
            last = request.method() + request.uri();
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if ((request.method() + request.uri()).equals(last)) {
            last = null;
            if (lastOfAll) {
                throw effects.dies();
            }
            effects.survives();
            throw new KubernetesClientException("the connection was lost before an answer came");
        }
        effects.requireAlive();
    }

    private static boolean counts(HttpRequest request) {
        String path = request.uri().getPath();
        // what the operator may do is asked with a POST
        return !READS.contains(request.method()) && !path.contains("/events")
                && !path.contains("/authorization.k8s.io/");
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
        if (path.contains("/hathoraroomsets/")) {
            return path.endsWith("/status")
                    ? "write status of set"
                    : String.valueOf(request.bodyString()).contains("\"remove\"") ? "release set" : "hold set";
        }
        if (path.endsWith("/status")) {
            return "write status";
        }
        if (request.method().equals("POST")) {
            return "create resource";
        }
        if (String.valueOf(request.bodyString()).contains("ownerReferences")) {
            return "change owner";
        }
        if (request.method().equals("DELETE")) {
            return "delete resource";
        }
        return String.valueOf(request.bodyString()).contains("room-id") ? "claim" : "release";
    }
}
