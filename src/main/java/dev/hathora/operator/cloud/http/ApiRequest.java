package dev.hathora.operator.cloud.http;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * One request to Hathora's API. Ids may hold anything: they are percent-encoded.
 *
 * @param method {@code GET} or {@code POST}
 * @param service the part of the API, {@code /rooms/v2} or {@code /apps/v2/apps}
 * @param path the segments below it, the application first
 * @param newRoomId the query parameter {@code roomId}; null: none
 * @param body sent as JSON; null: none
 */
record ApiRequest(String method, String service, List<String> path, @Nullable String newRoomId, @Nullable Object body) {
    private static final String ROOMS = "/rooms/v2";
    private static final String APPS = "/apps/v2/apps";
    private static final ObjectWriter JSON = JsonMapper.builder().build().writer();

    /** Reads from the rooms of an application. */
    static ApiRequest get(String... path) {
        return new ApiRequest("GET", ROOMS, List.of(path), null, null);
    }

    /** Changes something about the rooms of an application. */
    static ApiRequest post(String... path) {
        return new ApiRequest("POST", ROOMS, List.of(path), null, null);
    }

    /** Reads the application itself. */
    static ApiRequest app(String appId) {
        return new ApiRequest("GET", APPS, List.of(appId), null, null);
    }

    /** The application that it is about. */
    String appId() {
        return path.getFirst();
    }

    ApiRequest withNewRoomId(String roomId) {
        return new ApiRequest(method, service, path, roomId, body);
    }

    ApiRequest withBody(Object json) {
        return new ApiRequest(method, service, path, newRoomId, json);
    }

    /**
     * @param api the API's base, without a slash at the end
     * @param token sent as bearer token; null: none
     * @throws IllegalArgumentException for an id that no URL can carry; the message says which
     */
    HttpRequest toHttp(String api, @Nullable String token) {
        String query = newRoomId == null ? "" : "?roomId=" + segment(newRoomId);
        URI uri = URI.create(api + service + "/" + path.stream().map(ApiRequest::segment).collect(
                Collectors.joining("/")) + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json")
                .header("User-Agent", "hathora-operator");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body == null) {
            return request.method(method, BodyPublishers.noBody()).build();
        }
        try {
            return request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the request can't be written as JSON", e);
        }
    }

    private static String segment(String id) {
        // Servers and proxies take these, encoded or not, for other paths: the request would reach another operation.
        if (Set.of("", ".", "..").contains(id)) {
            throw new IllegalArgumentException("'" + id + "' is no id");
        }
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
