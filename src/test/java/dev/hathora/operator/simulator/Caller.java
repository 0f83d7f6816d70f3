package dev.hathora.operator.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** Calls a simulator the way any HTTP client would. */
final class Caller implements AutoCloseable {
    static final String APP = "app-1";
    static final String ROOMS = "/rooms/v2/" + APP;
    static final String IN_TOKYO = "{\"region\":\"Tokyo\"}";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private @Nullable String authorization = "Bearer dev-token";
    private String contentType = "application/json";

    Caller(Simulator simulator) {
        base = simulator.uri();
    }

    Caller withAuthorization(@Nullable String header) {
        authorization = header;
        return this;
    }

    Caller withContentType(String type) {
        contentType = type;
        return this;
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply post(String path) {
        return send("POST", path, "");
    }

    Reply post(String path, String body) {
        return send("POST", path, body);
    }

    Reply create(String roomId) {
        return post(ROOMS + "/create?roomId=" + roomId, IN_TOKYO);
    }

    /** The room as getRoomInfo describes it. */
    JsonNode info(String roomId) {
        return get(ROOMS + "/info/" + roomId).json();
    }

    Reply send(String method, String path, String body) {
        try {
            return trySend(method, path, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request whose answer may never come. */
    Reply trySend(String method, String path, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofMinutes(2))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.headers().firstValue("Retry-After").orElse(""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    record Reply(int status, String body, String contentType, String retryAfter) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        String message() {
            return json().path("message").asText();
        }
    }
}
