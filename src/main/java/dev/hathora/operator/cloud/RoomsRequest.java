package dev.hathora.operator.cloud;

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
 * One request to the rooms API, below {@code /rooms/v2}. Ids may hold anything: they are percent-encoded.
 *
 * @param method {@code GET} or {@code POST}
 * @param path the path's segments, the application first
 * @param newRoomId the query parameter {@code roomId}; null: none
 * @param body sent as JSON; null: none
 */
record RoomsRequest(String method, List<String> path, @Nullable String newRoomId, @Nullable Object body) {
    private static final ObjectWriter JSON = JsonMapper.builder().build().writer();

    static RoomsRequest get(String... path) {
        return new RoomsRequest("GET", List.of(path), null, null);
    }

    static RoomsRequest post(String... path) {
        return new RoomsRequest("POST", List.of(path), null, null);
    }

    RoomsRequest withNewRoomId(String roomId) {
        return new RoomsRequest(method, path, roomId, body);
    }

    RoomsRequest withBody(Object json) {
        return new RoomsRequest(method, path, newRoomId, json);
    }

    /**
     * @param api the API's base, without a slash at the end
     * @param token sent as bearer token; null: none
     * @throws IllegalArgumentException for an id that no URL can carry; the message says which
     */
    HttpRequest toHttp(String api, @Nullable String token) {
        String query = newRoomId == null ? "" : "?roomId=" + segment(newRoomId);
        URI uri = URI.create(api + "/rooms/v2/" + path.stream().map(RoomsRequest::segment).collect(
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
