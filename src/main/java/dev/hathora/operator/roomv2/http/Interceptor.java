package dev.hathora.operator.roomv2.http;

import java.io.IOException;

/**
 * Stands between the callers and the API: the hook for what is to be counted, delayed, lost or falsified on the way. It
 * sees each call that names an operation, and answers it, truly or not.
 */
@FunctionalInterface
public interface Interceptor {
    /** Every call is processed, and answered what came of it. */
    Interceptor NONE = (exchange, call, api) -> exchange.send(api.process(call));

    /**
     * Answers a call, usually with what {@link Api#process} says.
     *
     * @param exchange where the answer goes. It has to be answered or cut
     * @param call the request
     * @param api processes the call with all its effects, as often as it is asked to, now or later
     * @throws IOException when the caller can't be reached any more
     * @throws InterruptedException when the server stops; the connection is cut then
     */
    void intercept(Exchange exchange, Call call, Api api) throws IOException, InterruptedException;
}
