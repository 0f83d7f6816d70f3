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
 * One request to Hathora's API. Ids may contain any characters. They are percent-encoded.
 *
 * @param method {@code GET} or {@code POST}
 * @param service the part of the API, {@code /rooms/v2} or {@code /apps/v2/apps}
 * @param path the path segments below the service, starting with the application
 * @param newRoomId the query parameter {@code roomId}; null if there is none
 * @param body the body, sent as JSON; null if there is none
 */
record ApiRequest(String method, String service, List<String> path, @Nullable String newRoomId, @Nullable Object body) {
    private static final String ROOMS = "/rooms/v2";
    private static final String APPS = "/apps/v2/apps";
    private static final ObjectWriter JSON = JsonMapper.builder().build().writer();

    /** A GET request for the rooms of an application. */
    static ApiRequest get(String... path) {
        return new ApiRequest("GET", ROOMS, List.of(path), null, null);
    }

    /** A POST request for the rooms of an application. */
    static ApiRequest post(String... path) {
        return new ApiRequest("POST", ROOMS, List.of(path), null, null);
    }

    /** A GET request for the application itself. */
    static ApiRequest app(String appId) {
        return new ApiRequest("GET", APPS, List.of(appId), null, null);
    }

    /** The application of the request. */
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
     * @param api the base URL of the API, without a trailing slash
     * @param token the bearer token; null if there is none
     * @throws IllegalArgumentException if an id can't be part of a URL; the message says which
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
        // servers and proxies normalize these segments, even if encoded, so the request would reach another operation
        if (Set.of("", ".", "..").contains(id)) {
            throw new IllegalArgumentException("'" + id + "' is not a valid id");
        }
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
