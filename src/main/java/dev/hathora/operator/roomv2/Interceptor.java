package dev.hathora.operator.roomv2;

import java.io.IOException;

import com.sun.net.httpserver.HttpExchange;

/**
 * Stands between the callers and the API: the hook for what is to be counted, delayed, lost or falsified on the way. It
 * sees each call that names an operation, and answers it, truly or not.
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Answers a call, usually with what {@link RoomV2#process} says.
     *
     * @param exchange where the answer goes, its request read. It has to be answered or cut, by way of {@link Http}
     * @param call the request
     * @param api processes the call with all its effects, as often as it is asked to, now or later
     * @throws IOException when the caller can't be reached any more
     * @throws InterruptedException when the server stops; the connection is cut then
     */
    void intercept(HttpExchange exchange, Call call, RoomV2 api) throws IOException, InterruptedException;
}
