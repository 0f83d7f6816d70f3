package dev.hathora.operator.roomv2.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.hathora.operator.roomv2.Refusal;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads request bodies. The bodies of all calls in flight share a limited number of bytes, so that many slow callers
 * don't fill the memory. Calls with a developer token and all other calls have separate limits.
 */
final class Bodies {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Semaphore developers;
    private final Semaphore strangers;

    /** @param bytes for calls with a developer token together; all other calls together have as many */
    Bodies(int bytes) {
        developers = new Semaphore(bytes);
        strangers = new Semaphore(bytes);
    }

    /** The body of one call. Its bytes are released when the call is over. */
    final class Of implements Call.Body {
        private final Request request;
        private final int limit;
        private final Semaphore bytes;
        private int taken;

        Of(Request request, Route route) {
            this.request = request;
            limit = route.bodyLimit();
            bytes = route.auth() == Route.Auth.DEVELOPER ? developers : strangers;
        }

        @Override
        public byte[] read() throws IOException {
            long length = request.getLength();
            if (length > limit) {
                throw tooLarge();
            }
            take(length < 0 ? limit : (int) length);
            byte[] body = Content.Source.asInputStream(request).readNBytes(limit + 1);
            if (body.length > limit) {
                throw tooLarge();
            }
            return body;
        }

        private synchronized void take(int wanted) {
            if (!bytes.tryAcquire(wanted)) {
                throw new Refusal(503, "too many request bodies are being read: try again", RETRY);
            }
            taken = wanted;
        }

        /** Has to be called when the call is over. */
        synchronized void release() {
            bytes.release(taken);
            taken = 0;
        }

        private Refusal tooLarge() {
            return new Refusal(413, "the body must have at most %d bytes".formatted(limit));
        }
    }
}
