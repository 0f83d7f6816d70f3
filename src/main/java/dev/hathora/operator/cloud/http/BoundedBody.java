package dev.hathora.operator.cloud.http;

import java.io.IOException;
import java.io.Serial;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one answer as text, up to a limit. It remembers the status and headers, so that they are available
 * even if the body is truncated or never ends.
 */
final class BoundedBody implements BodyHandler<String> {
    /** The body is larger than the limit. */
    static final class TooLargeException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    private final int limit;
    private volatile @Nullable ResponseInfo head;

    /**
     * @param limit the maximum size of the body, in bytes
     */
    BoundedBody(int limit) {
        this.limit = limit;
    }

    /** The answer's status and headers. Empty until they are received. */
    Optional<ResponseInfo> head() {
        return Optional.ofNullable(head);
    }

    @Override
    public BodySubscriber<String> apply(ResponseInfo answer) {
        head = answer;
        return new Limiting(BodySubscribers.ofString(StandardCharsets.UTF_8), limit);
    }

    private static final class Limiting implements BodySubscriber<String> {
        private final BodySubscriber<String> text;
        private long remaining;
        private Flow.@Nullable Subscription subscription;

        Limiting(BodySubscriber<String> text, long limit) {
            this.text = text;
            this.remaining = limit;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            text.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (remaining < 0) {
                return;
            }
            for (ByteBuffer buffer : buffers) {
                remaining -= buffer.remaining();
            }
            if (remaining >= 0) {
                text.onNext(buffers);
                return;
            }
            if (subscription != null) {
                subscription.cancel();
            }
            text.onError(new TooLargeException());
        }

        @Override
        public void onError(Throwable failure) {
            text.onError(failure);
        }

        @Override
        public void onComplete() {
            text.onComplete();
        }

        @Override
        public CompletionStage<String> getBody() {
            return text.getBody();
        }
    }
}
