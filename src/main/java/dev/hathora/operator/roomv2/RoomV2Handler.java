package dev.hathora.operator.roomv2;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/** {@link RoomV2} over HTTP, as a handler of the JDK's server. */
public final class RoomV2Handler implements HttpHandler {
    private final RoomV2 api;
    private final Interceptor interceptor;

    /** Every call is processed, and answered what came of it. */
    public RoomV2Handler(RoomV2 api) {
        this(api, (exchange, call, behind) -> Http.send(exchange, behind.process(call)));
    }

    /**
     * Every call goes through an interceptor.
     *
     * @param api what answers
     * @param interceptor what stands in front of it
     */
    public RoomV2Handler(RoomV2 api, Interceptor interceptor) {
        this.api = api;
        this.interceptor = interceptor;
    }

    /** Answers a request; 404 where it names no operation. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<Call> call = read(exchange);
        if (call.isEmpty()) {
            Http.send(exchange, Answer.error(404, "Not Found"));
            return;
        }
        try {
            interceptor.intercept(exchange, call.get(), api);
        } catch (InterruptedException e) {
            // The server stops.
            Thread.currentThread().interrupt();
            Http.cut(exchange);
        }
    }

    private static Optional<Call> read(HttpExchange exchange) throws IOException {
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        String body = Http.body(exchange);
        boolean json = contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
        return Call.of(exchange.getRequestMethod(), exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"), json ? body : "");
    }
}
