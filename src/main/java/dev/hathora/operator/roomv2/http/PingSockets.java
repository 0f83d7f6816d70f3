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

/** WebSockets that send back what they are sent, so that browsers can measure the way. */
final class PingSockets {
    private static final int MOST_BYTES = 512;

    private final ServerWebSocketContainer sockets;

    PingSockets(Server server) {
        sockets = ServerWebSocketContainer.ensure(server);
        sockets.setMaxTextMessageSize(MOST_BYTES);
        sockets.setMaxBinaryMessageSize(MOST_BYTES);
    }

    /** Whether a request wants one. Clients open the host and port that they are told, without a path. */
    static boolean isWanted(Request request) {
        String path = request.getHttpURI().getPath();
        return "websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE))
                && ("/".equals(path) || "/ws".equals(path));
    }

    /** Opens one, or answers why not. */
    void open(Request request, Response response, Callback callback) {
        if (!sockets.upgrade((wanted, answer, done) -> new Echo(), request, response, callback)) {
            Response.writeError(request, response, callback, 400);
        }
    }

    /**
     * Takes a message when the one before could be sent back: who sends and never reads has to wait, and his messages don't
     * pile up. Public, as Jetty calls it.
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
