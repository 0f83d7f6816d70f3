package dev.hathora.operator.roomv2.http;

import java.io.IOException;

/**
 * A hook between the callers and the API, which can count, delay, drop or falsify calls and answers. It is called for
 * each call of an operation, and answers it.
 */
@FunctionalInterface
public interface Interceptor {
    /** Processes each call and sends its answer. */
    Interceptor NONE = (exchange, call, api) -> exchange.send(api.process(call));

    /**
     * Answers a call, usually with the result of {@link Api#process}.
     *
     * @param exchange the exchange, which has to be answered or cut
     * @param call the request
     * @param api processes the call with all its effects, each time it is called, now or later
     * @throws IOException if the caller has disconnected
     * @throws InterruptedException when the server stops; the connection is then closed
     */
    void intercept(Exchange exchange, Call call, Api api) throws IOException, InterruptedException;
}
