package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches that are open. Mends two faults that a watch does not show by itself:
 *
 * <p><b>Silence.</b> Where nothing may happen for hours, a dead connection looks like a quiet one. So each is pinged, and
 * one without any sign of life is ended; the client opens another one.
 *
 * <p><b>A lost history.</b> After etcd was restored from a backup, a watch that is resumed waits for a resourceVersion
 * from the future, and misses everything up to there. To compare versions does not help: they catch up within seconds. But
 * a restore ends all API servers, and so all connections. Hence a watch that ended otherwise than by the client's own wish
 * is not resumed: it is told what an API server says that no longer knows that version (410), and informers list then.
 */
final class Watches {
    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final int PINGS_UNTIL_DEAD = 4;
    /** A list may be large: not more often than this, whatever the network does. */
    private static final int PINGS_BETWEEN_LISTS = 6;
    /** Whatever else went wrong ends with it. */
    private static final Duration LIST_AT_LAST = Duration.ofMinutes(30);
    private static final int CLOSED_WITHOUT_A_WORD = 1006;
    private static final String GONE = """
            {"type":"ERROR","object":{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure",\
            "message":"the watch was interrupted: list anew","reason":"Expired","code":410}}""";

    private final long silence;
    private final long betweenLists;
    private final LongSupplier nanoTime;
    private final Map<String, Course> courses = new ConcurrentHashMap<>();
    private final Set<Line> open = ConcurrentHashMap.newKeySet();

    /** @param pingInterval how often {@link #ping} is called */
    Watches(Duration pingInterval, LongSupplier nanoTime) {
        this.silence = pingInterval.multipliedBy(PINGS_UNTIL_DEAD).toNanos();
        this.betweenLists = pingInterval.multipliedBy(PINGS_BETWEEN_LISTS).toNanos();
        this.nanoTime = nanoTime;
    }

    /** Opens a connection for a watch. */
    CompletableFuture<WebSocket> open(WebSocket.Builder builder, URI uri, WebSocket.Listener client) {
        Course course = courses.computeIfAbsent(uri.getRawPath(), Course::new);
        return builder.buildAsync(uri, new Line(course, client)).whenComplete((socket, failure) -> {
            if (failure != null) {
                course.interrupted();
            }
        });
    }

    /** Has every watch begin anew with a list. */
    void listAnew() {
        courses.values().forEach(Course::interrupted);
    }

    /** Looks after the connections that are open. */
    void ping() {
        open.forEach(Line::ping);
    }

    /** What is watched, over one connection after the other. */
    private final class Course {
        private final String path;
        private boolean interrupted;
        private @Nullable Long listedAt;

        Course(String path) {
            this.path = path;
        }

        synchronized void interrupted() {
            interrupted = true;
        }

        synchronized boolean isToList() {
            return listedAt != null && nanoTime.getAsLong() - listedAt >= (interrupted
                    ? betweenLists
                    : LIST_AT_LAST.toNanos());
        }

        /** Whether the watch that begins has to list first. The first one of all comes right after a list. */
        synchronized boolean beginsWithList() {
            boolean list = isToList();
            if (list || listedAt == null) {
                listedAt = nanoTime.getAsLong();
                interrupted = false;
            }
            return list;
        }
    }

    /** One connection. */
    private final class Line implements WebSocket.Listener {
        private final Course course;
        private final WebSocket.Listener client;
        private volatile @Nullable WebSocket socket;
        private volatile long heardAt;

        Line(Course course, WebSocket.Listener client) {
            this.course = course;
            this.client = client;
        }

        @Override
        public void onOpen(WebSocket opened) {
            heardAt = nanoTime.getAsLong();
            socket = opened;
            open.add(this);
            client.onOpen(opened);
            if (course.beginsWithList()) {
                log.info("{} is listed anew", course.path);
                client.onText(opened, GONE, true);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heardAt = nanoTime.getAsLong();
            return client.onText(from, data, last);
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            heardAt = nanoTime.getAsLong();
            return client.onBinary(from, data, last);
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            heardAt = nanoTime.getAsLong();
            return client.onPing(from, message);
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            heardAt = nanoTime.getAsLong();
            return client.onPong(from, message);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            if (code == CLOSED_WITHOUT_A_WORD) {
                // the client would answer it with the same code, which must not be sent
                end(from, "the connection ended");
                return null;
            }
            open.remove(this);
            boolean asked = from.isOutputClosed();
            if (!asked) {
                course.interrupted();
            }
            return client.onClose(from, code, reason);
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            if (open.remove(this)) {
                course.interrupted();
                client.onError(from, failure);
            }
        }

        void ping() {
            WebSocket opened = socket;
            if (opened == null) {
                return;
            }
            if (nanoTime.getAsLong() - heardAt >= silence) {
                log.warn("The API server no longer answers on the watch of {}: it begins anew", course.path);
                end(opened, "the API server no longer answers");
            } else if (course.isToList()) {
                end(opened, "a list is due");
            } else {
                // one that can't be sent gets no answer either
                CompletableFuture<WebSocket> ignored = opened.sendPing(ByteBuffer.allocate(0));
            }
        }

        private void end(WebSocket opened, String why) {
            opened.abort();
            onError(opened, new IOException(why));
        }
    }
}
