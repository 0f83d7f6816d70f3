package dev.hathora.operator.controller.roomset;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;

/** What stands between the operator and the API server. */
final class Disturbance implements Interceptor {
    private static final String ROOMS = "/hathorarooms";
    private static final String SETS = "/hathoraroomsets";
    /** Asks only whether there is an answer. */
    private static final Pattern PROBE = Pattern.compile("limit=1(&|$)");

    private final AtomicInteger lists = new AtomicInteger();
    private volatile boolean lagging;
    private volatile boolean withoutSets;
    private final AtomicInteger disturbed = new AtomicInteger();
    private volatile int refusals;
    private volatile int code;
    private volatile Create create = Create.ANSWERED;

    /** What becomes of requests that create rooms. */
    enum Create {
        ANSWERED,
        /** The answer is an error, and there is no room. */
        REFUSED,
        /** There is no answer, and no room. */
        LOST,
        /** There is no answer, but a room. */
        UNHEARD
    }

    /** A client that is disturbed by this. */
    KubernetesClient client(KubernetesClient like) {
        return new KubernetesClientBuilder().withConfig(like.getConfiguration())
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("disturbance", this)).build();
    }

    /** The cache of rooms is filled once, and learns of nothing until this ends. */
    void lag(boolean now) {
        lagging = now;
    }

    /** The cache of rooms is empty, and learns of nothing until {@link #lag} ends it. */
    void blind() {
        lists.set(1);
        lagging = true;
    }

    /** The API server does not know HathoraRoomSets. */
    void withoutSets(boolean now) {
        withoutSets = now;
    }

    /** So many of the next creates end like this. */
    void creates(Create end, int answer, int times) {
        code = answer;
        create = end;
        refusals = times;
    }

    /** How many creates were disturbed. */
    int disturbed() {
        return disturbed.get();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String path = request.uri().getPath();
        String query = String.valueOf(request.uri().getRawQuery());
        if (withoutSets && path.contains(SETS)) {
            notFound(builder, request, SETS);
        }
        boolean ofCache = path.endsWith(ROOMS) && request.method().equals("GET")
                && !query.contains("Selector=") && !PROBE.matcher(query).find();
        if (lagging && ofCache && (query.contains("watch=true") || lists.incrementAndGet() > 1)) {
            notFound(builder, request, ROOMS);
        }
        if (isCreate(request) && (create == Create.REFUSED || create == Create.LOST) && isDisturbed()) {
            throw create == Create.REFUSED
                    ? new KubernetesClientException("refused", code, null)
                    : new KubernetesClientException("the connection was lost");
        }
    }

    /** The answer comes from the API server. An informer that got an exception at once would not try again. */
    private static void notFound(BasicBuilder builder, HttpRequest request, String resource) {
        builder.uri(URI.create(request.uri().toString().replace(resource, "/unknown")));
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (isCreate(request) && create == Create.UNHEARD && isDisturbed()) {
            throw new KubernetesClientException("the connection was lost before an answer came");
        }
    }

    private synchronized boolean isDisturbed() {
        if (refusals == 0) {
            return false;
        }
        refusals--;
        disturbed.incrementAndGet();
        return true;
    }

    private static boolean isCreate(HttpRequest request) {
        return request.method().equals("POST") && request.uri().getPath().endsWith(ROOMS);
    }
}
