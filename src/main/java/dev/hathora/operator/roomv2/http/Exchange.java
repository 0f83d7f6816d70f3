package dev.hathora.operator.roomv2.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.roomv2.Refusal;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A request that waits for its answer. Sending blocks until the caller has received the answer. Each request can be
 * answered once.
 */
public final class Exchange {
    /** What is in memory of a text that is made of objects, about: those that are written next. A log is only copied. */
    private static final int PIECE = 1024 * 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final LongAnswers.Share answer;
    private final Runnable alive;
    private boolean begun;
    private boolean ended;

    /**
     * @param callback is called when the exchange has ended
     * @param answer the memory for a long answer
     * @param alive is called when a part of a long answer was sent
     */
    Exchange(Request request, Response response, Callback callback, LongAnswers.Share answer, Runnable alive) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.answer = answer;
        this.alive = alive;
    }

    /** Whether an answer was started, so that no other one can be sent. */
    boolean begun() {
        return begun;
    }

    /**
     * Sends an answer.
     *
     * @throws Refusal 503 if too many long answers are being sent
     */
    public void send(Answer answer) throws IOException, InterruptedException {
        HttpFields.Mutable headers = response.getHeaders();
        answer.headers().forEach(headers::put);
        Answer.Text text = answer.text();
        if (text != null) {
            String type = answer.headers().get(Answer.CONTENT_TYPE);
            this.answer.take(type == null ? 0 : PIECE);
            // It may take any time, as long as the caller reads.
            request.addIdleTimeoutListener(timeout -> false);
            OutputStream out = open(answer.status(), type == null ? "application/octet-stream" : type, -1);
            text.writeTo(out);
            // Not after a failure: a part of a text must not look complete.
            out.close();
            return;
        }
        JsonNode body = answer.body();
        if (body == null) {
            send(answer.status(), "", new byte[0]);
        } else {
            send(answer.status(), Answer.JSON, body.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Sends any body.
     *
     * @param contentType the content type; empty if there is none
     * @param body the bytes; empty for no body
     * @throws Refusal 503 if too many long answers are being sent
     */
    public void send(int status, String contentType, byte[] body) throws IOException {
        answer.take(body.length);
        try (OutputStream out = open(status, contentType, body.length)) {
            if (body.length > 0) {
                out.write(body);
            }
        }
    }

    /**
     * Starts an answer whose body is written in pieces. Each piece is sent at once. Closing the stream ends the
     * exchange.
     *
     * @param contentType the content type; empty if there is none
     * @param length in bytes; negative if unknown
     */
    public OutputStream open(int status, String contentType, long length) {
        begun = true;
        if (!request.consumeAvailable()) {
            // A part of the body is still on its way, so the connection can't be used again. Without the header, the
            // caller would send the next request over it, and get no answer.
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        response.setStatus(status);
        if (!contentType.isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        }
        if (length >= 0 && status != 204) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        }
        return new Body(Content.Sink.asOutputStream(response));
    }

    /** Ends the exchange when it is closed. */
    private final class Body extends OutputStream {
        private final OutputStream out;

        Body(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            // Returns when the caller has received the bytes, or most of them.
            out.write(bytes, offset, length);
            alive.run();
        }

        @Override
        public void flush() throws IOException {
            out.flush();
            alive.run();
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                return;
            }
            ended = true;
            try {
                out.close();
                callback.succeeded();
            } catch (IOException e) {
                callback.failed(e);
                throw e;
            }
        }
    }

    /** Closes the connection without sending anything more. */
    public void cut() {
        begun = true;
        EndPoint caller = request.getConnectionMetaData().getConnection().getEndPoint();
        caller.close();
        if (!ended) {
            ended = true;
            // no line in the log: this is intended
            callback.failed(new QuietException.Exception("cut"));
        }
    }
}
