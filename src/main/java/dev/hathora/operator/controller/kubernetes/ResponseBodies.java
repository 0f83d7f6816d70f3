package dev.hathora.operator.controller.kubernetes;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The response bodies that are being received. A request's timeout ends when the headers of its response are there:
 * neither the JDK nor Fabric8 limits the time for the body. If the connection is lost in the middle of a body, the
 * request would wait forever, and an informer whose list it is would never see an event again. Therefore a body of
 * which nothing arrives for as long as the request's timeout ends with an error. Thread-safe.
 *
 * <p>A body of a request without a timeout is a watch over plain HTTP. Fabric8 falls back to it where a proxy does not
 * know web sockets. It receives a bookmark about every minute.
 */
final class ResponseBodies {
    private static final Duration WITHOUT_BOOKMARK = Duration.ofMinutes(3);

    private final LongSupplier nanoTime;
    private final Set<Body<?>> open = ConcurrentHashMap.newKeySet();

    /** @param nanoTime a monotonic clock, in nanoseconds */
    ResponseBodies(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Receives what the handler would, or an {@link HttpTimeoutException} if it no longer arrives. */
    <T> BodyHandler<T> limit(HttpRequest request, BodyHandler<T> handler) {
        long silence = request.timeout().orElse(WITHOUT_BOOKMARK).toNanos();
        return head -> new Body<>(handler.apply(head), request, silence);
    }

    /** Ends the bodies that no longer arrive. */
    void endStalled() {
        open.forEach(Body::endIfStalled);
    }

    /** One body. Silence counts only while the reader asks for more. */
    private final class Body<T> implements BodySubscriber<T>, Flow.Subscription {
        private final BodySubscriber<T> reader;
        private final HttpRequest request;
        private final long silence;
        private Flow.@Nullable Subscription source;
        private long asked;
        private long heardAt;
        private boolean over;

        Body(BodySubscriber<T> reader, HttpRequest request, long silence) {
            this.reader = reader;
            this.request = request;
            this.silence = silence;
        }

        @Override
        public CompletionStage<T> getBody() {
            return reader.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            synchronized (this) {
                source = subscription;
            }
            open.add(this);
            reader.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            Flow.Subscription from;
            synchronized (this) {
                if (asked == 0) {
                    heardAt = nanoTime.getAsLong();
                }
                asked = asked > Long.MAX_VALUE - n ? Long.MAX_VALUE : asked + n;
                from = source;
            }
            if (from != null) {
                from.request(n);
            }
        }

        @Override
        public void cancel() {
            end();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            synchronized (this) {
                if (over) {
                    return;
                }
                heardAt = nanoTime.getAsLong();
                asked = asked == Long.MAX_VALUE ? asked : asked - 1;
            }
            reader.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            if (finish()) {
                reader.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (finish()) {
                reader.onComplete();
            }
        }

        private void endIfStalled() {
            synchronized (this) {
                if (asked == 0 || nanoTime.getAsLong() - heardAt < silence) {
                    return;
                }
            }
            if (end()) {
                HttpTimeoutException why = new HttpTimeoutException("the response to %s %s stopped in the middle"
                        .formatted(request.method(), request.uri().getPath()));
                // on a thread of its own, because the reader may wait, or throw
                Thread.startVirtualThread(() -> reader.onError(why));
            }
        }

        /** Closes the connection, because the rest of the body is not wanted. */
        private boolean end() {
            Flow.Subscription from;
            synchronized (this) {
                from = source;
            }
            boolean first = finish();
            if (from != null) {
                from.cancel();
            }
            return first;
        }

        /** @return false if it was over before */
        private boolean finish() {
            open.remove(this);
            synchronized (this) {
                boolean first = !over;
                over = true;
                return first;
            }
        }
    }
}
