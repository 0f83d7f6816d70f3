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
 * The watches that are open. Guards against two faults that a watch does not show by itself:
 *
 * <p><b>Silence.</b> Nothing may happen for hours, so a dead connection looks like a quiet one. Each connection is pinged.
 * One that shows no sign of life is closed, and the client opens another.
 *
 * <p><b>A lost history.</b> After etcd was restored from a backup, a resumed watch waits for a resourceVersion from the
 * future and misses all events before it. Comparing versions is not enough, as they catch up within seconds. But a restore
 * stops all API servers, and so closes all connections. Hence a watch that the client did not close itself is not resumed.
 * The client is told what an API server says that no longer knows the version (410 Gone), and informers list again.
 */
final class Watches {
    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final int PINGS_UNTIL_DEAD = 4;
    /** A list may be large: lists are at least this far apart, whatever the network does. */
    private static final int PINGS_BETWEEN_LISTS = 6;
    /** Bounds how long any other missed event can last. */
    private static final Duration LIST_AT_LAST = Duration.ofMinutes(30);
    private static final int CLOSED_WITHOUT_A_WORD = 1006;
    private static final String GONE = """
            {"type":"ERROR","object":{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure",\
            "message":"the watch was interrupted: list anew","reason":"Expired","code":410}}""";

    private final long silence;
    private final long betweenLists;
    private final LongSupplier nanoTime;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /** @param pingInterval how often {@link #ping} is called */
    Watches(Duration pingInterval, LongSupplier nanoTime) {
        this.silence = pingInterval.multipliedBy(PINGS_UNTIL_DEAD).toNanos();
        this.betweenLists = pingInterval.multipliedBy(PINGS_BETWEEN_LISTS).toNanos();
        this.nanoTime = nanoTime;
    }

    /** Opens a connection for a watch. */
    CompletableFuture<WebSocket> open(WebSocket.Builder builder, URI uri, WebSocket.Listener client) {
        Target target = targets.computeIfAbsent(uri.getRawPath(), Target::new);
        return builder.buildAsync(uri, new Connection(target, client)).whenComplete((socket, failure) -> {
            if (failure != null) {
                target.interrupted();
            }
        });
    }

    /** Has every watch begin anew with a list. */
    void listAnew() {
        targets.values().forEach(Target::interrupted);
    }

    /** Looks after the connections that are open. */
    void ping() {
        open.forEach(Connection::ping);
    }

    /** What is watched, over one connection after another. */
    private final class Target {
        private final String path;
        private boolean interrupted;
        private @Nullable Long listedAt;

        Target(String path) {
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

        /** Whether the watch that begins has to list first. The first watch of all follows a list. */
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
    private final class Connection implements WebSocket.Listener {
        private final Target target;
        private final WebSocket.Listener client;
        private volatile @Nullable WebSocket socket;
        private volatile long heardAt;

        Connection(Target target, WebSocket.Listener client) {
            this.target = target;
            this.client = client;
        }

        @Override
        public void onOpen(WebSocket opened) {
            heardAt = nanoTime.getAsLong();
            socket = opened;
            open.add(this);
            client.onOpen(opened);
            if (target.beginsWithList()) {
                log.info("{} is listed anew", target.path);
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
                target.interrupted();
            }
            return client.onClose(from, code, reason);
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            if (open.remove(this)) {
                target.interrupted();
                client.onError(from, failure);
            }
        }

        void ping() {
            WebSocket opened = socket;
            if (opened == null) {
                return;
            }
            if (nanoTime.getAsLong() - heardAt >= silence) {
                log.warn("The API server no longer answers on the watch of {}: it begins anew", target.path);
                end(opened, "the API server no longer answers");
            } else if (target.isToList()) {
                end(opened, "a list is due");
            } else {
                // a ping that can't be sent gets no answer either
                CompletableFuture<WebSocket> ignored = opened.sendPing(ByteBuffer.allocate(0));
            }
        }

        private void end(WebSocket opened, String why) {
            opened.abort();
            onError(opened, new IOException(why));
        }
    }
}
