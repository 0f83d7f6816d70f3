package dev.hathora.operator.roomv2.http;

import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** WebSockets that echo what they receive, so that browsers can measure the latency. */
final class PingSockets {
    private static final int MOST_BYTES = 512;

    private final ServerWebSocketContainer sockets;

    PingSockets(Server server) {
        sockets = ServerWebSocketContainer.ensure(server);
        sockets.setMaxTextMessageSize(MOST_BYTES);
        sockets.setMaxBinaryMessageSize(MOST_BYTES);
    }

    /** Whether a request opens such a WebSocket. Clients connect to the endpoint's host and port, without a path. */
    static boolean isWanted(Request request) {
        String path = request.getHttpURI().getPath();
        return "websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE))
                && ("/".equals(path) || "/ws".equals(path));
    }

    /** Opens a WebSocket, or answers with an error. */
    void open(Request request, Response response, Callback callback) {
        if (!sockets.upgrade((wanted, answer, done) -> new Echo(), request, response, callback)) {
            Response.writeError(request, response, callback, 400);
        }
    }

    /**
     * Receives a message only when the previous one was sent back, so that the messages of a client that never reads
     * don't accumulate. Public because Jetty calls it.
     */
    public static final class Echo implements Session.Listener {
        private @Nullable Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            opened.demand();
        }

        @Override
        public void onWebSocketText(String message) {
            Session current = session;
            if (current != null) {
                current.sendText(message, org.eclipse.jetty.websocket.api.Callback.from(current::demand,
                        failure -> current.disconnect()));
            }
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, org.eclipse.jetty.websocket.api.Callback callback) {
            Session current = session;
            if (current == null) {
                callback.succeed();
                return;
            }
            current.sendBinary(payload, org.eclipse.jetty.websocket.api.Callback.from(() -> {
                callback.succeed();
                current.demand();
            }, failure -> {
                callback.fail(failure);
                current.disconnect();
            }));
        }
    }
}
