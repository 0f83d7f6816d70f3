package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches. Guards against three faults that a watch does not show by itself:
 *
 * <p><b>An opening that never ends.</b> Fabric8 gives the first connection of a watch no timeout, so one that dies
 * during the opening handshake would leave its informer without a watch for ever.
 *
 * <p><b>A dead connection.</b> Nothing may happen for hours, so a dead connection looks like a quiet one. Therefore
 * each connection is pinged. A connection without a sign of life is closed, and the client opens another one.
 *
 * <p><b>A lost history.</b> After a restore of etcd from a backup, a resumed watch waits for a resourceVersion in the
 * future and misses all events until then. Comparing versions is not enough, because the new ones catch up within
 * seconds. But a restore stops all API servers, which closes all connections. Therefore a watch is not resumed unless
 * the client closed it itself. The client receives 410 Gone, as from an API server that no longer has the version, and
 * informers list again.
 */
final class Watches {
    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final int PINGS_UNTIL_DEAD = 4;
    private static final int PINGS_TO_OPEN = 2;
    /** Lists may be large, so they are at least this many pings apart, whatever the network does. */
    private static final int PINGS_BETWEEN_LISTS = 6;
    /**
     * A new list is requested after this time in any case. It limits how long any other missed event goes unnoticed.
     */
    private static final Duration LIST_AT_LAST = Duration.ofMinutes(30);
    private static final int CLOSED_WITHOUT_A_WORD = 1006;
    private static final String GONE = """
            {"type":"ERROR","object":{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure",\
            "message":"the watch was interrupted: list again","reason":"Expired","code":410}}""";

    private final Duration opening;
    private final long silence;
    private final long betweenLists;
    private final LongSupplier nanoTime;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean socketsWork;

    /**
     * @param pingInterval how often {@link #ping} is called
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    Watches(Duration pingInterval, LongSupplier nanoTime) {
        this.opening = pingInterval.multipliedBy(PINGS_TO_OPEN);
        this.silence = pingInterval.multipliedBy(PINGS_UNTIL_DEAD).toNanos();
        this.betweenLists = pingInterval.multipliedBy(PINGS_BETWEEN_LISTS).toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Opens a connection for a watch.
     *
     * @param client the listener of the client
     */
    CompletableFuture<WebSocket> open(WebSocket.Builder builder, URI uri, WebSocket.Listener client) {
        Target target = targets.computeIfAbsent(uri.getRawPath(), Target::new);
        Connection connection = new Connection(target, client);
        // the builder's timeout ends with the headers; a refusal has a body, too
        return builder.connectTimeout(opening).buildAsync(uri, connection)
                .orTimeout(2 * opening.toMillis(), TimeUnit.MILLISECONDS).handle((socket, failure) -> {
                    if (failure == null) {
                        return socket;
                    }
                    connection.abandon();
                    target.interrupted();
                    throw new CompletionException(reason(failure));
                });
    }

    /**
     * After a failed opening Fabric8 would watch over plain HTTP from then on, where there are no pings, unless it gets
     * its own exception. Plain HTTP is right only for a proxy that does not support web sockets. Such a proxy answers
     * 200 or 503. Once a web socket has been opened, a 503 comes from an API server that is starting.
     */
    private Throwable reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof WebSocketHandshakeException refused && !(socketsWork
                && refused.getResponse().statusCode() == HttpURLConnection.HTTP_UNAVAILABLE)
                        ? cause
                        : new KubernetesClientException("The watch could not be opened: " + cause, cause);
    }

    /** Makes every watch start again with a list. */
    void listAnew() {
        targets.values().forEach(Target::interrupted);
    }

    /** Pings the open connections, and closes those that are dead or due for a list. */
    void ping() {
        open.forEach(Connection::ping);
    }

    /** A resource collection that is watched, over consecutive connections. */
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

        /**
         * Whether the watch that begins has to start with a list. The very first watch follows a list of the informer.
         */
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
        private volatile boolean abandoned;

        Connection(Target target, WebSocket.Listener client) {
            this.target = target;
            this.client = client;
        }

        /** The client no longer waits for it to open. */
        void abandon() {
            abandoned = true;
            WebSocket late = socket;
            if (late != null) {
                open.remove(this);
                late.abort();
            }
        }

        @Override
        public void onOpen(WebSocket opened) {
            socketsWork = true;
            heardAt = nanoTime.getAsLong();
            socket = opened;
            if (abandoned) {
                opened.abort();
                return;
            }
            open.add(this);
            client.onOpen(opened);
            if (target.beginsWithList()) {
                log.info("Listing {} again", target.path);
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
                // the client would reply with the same code, which must not be sent
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
                log.warn("The API server no longer answers on the watch of {}: restarting the watch", target.path);
                end(opened, "the API server no longer answers");
            } else if (target.isToList()) {
                end(opened, "a list is due");
            } else {
                // if the ping can't be sent, there is no pong either
                CompletableFuture<WebSocket> ignored = opened.sendPing(ByteBuffer.allocate(0));
            }
        }

        /** The client is told on a thread of its own, because it may wait, or throw. */
        private void end(WebSocket opened, String why) {
            opened.abort();
            Thread.startVirtualThread(() -> onError(opened, new IOException(why)));
        }
    }
}
