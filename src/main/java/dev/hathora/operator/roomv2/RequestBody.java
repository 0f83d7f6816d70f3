package dev.hathora.operator.roomv2;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/** Reads what callers send, as strictly as the API describes it: a body that is no JSON is 400, a wrong value 422. */
final class RequestBody {
    private static final Set<String> REGIONS = Set.of("Seattle", "Los_Angeles", "Washington_DC", "Chicago", "London",
            "Frankfurt", "Mumbai", "Singapore", "Tokyo", "Sydney", "Sao_Paulo", "Dallas", "Johannesburg", "Dubai");
    private static final Pattern ROOM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final int ROOM_CONFIG_LENGTH = 10_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RequestBody() {}

    /** {@code CreateRoomParams}. */
    static CreateRoomRequest createRoom(String body) {
        JsonNode json = parse(body);
        String region = string(json, "region");
        if (region == null || !REGIONS.contains(region)) {
            throw invalid("region must be one of " + REGIONS.stream().sorted().toList());
        }
        return new CreateRoomRequest(region, roomConfig(json), string(json, "deploymentId"), clientIPs(json));
    }

    /** {@code UpdateRoomConfigParams}. */
    static String updateRoomConfig(String body) {
        String roomConfig = roomConfig(parse(body));
        if (roomConfig == null) {
            throw invalid("roomConfig is required");
        }
        return roomConfig;
    }

    /** An id that a caller wants for a new room. */
    static void requireRoomId(@Nullable String roomId) {
        if (roomId != null && !ROOM_ID.matcher(roomId).matches()) {
            throw invalid("roomId must have 1 to 100 of the characters a-z A-Z 0-9 _ -");
        }
    }

    private static JsonNode parse(String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Refusal(400, "the body is not JSON");
        }
        if (!json.isObject()) {
            throw invalid("the body must be a JSON object, sent as application/json");
        }
        return json;
    }

    private static @Nullable String roomConfig(JsonNode json) {
        String roomConfig = string(json, "roomConfig");
        if (roomConfig != null && roomConfig.length() > ROOM_CONFIG_LENGTH) {
            throw invalid("roomConfig must have at most 10000 characters");
        }
        return roomConfig;
    }

    private static @Nullable String string(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field + " must be a string");
        }
        return value.textValue();
    }

    private static @Nullable List<String> clientIPs(JsonNode json) {
        JsonNode value = json.get("clientIPs");
        if (value == null) {
            return null;
        }
        if (!value.isArray() || value.valueStream().anyMatch(address -> !address.isTextual())) {
            throw invalid("clientIPs must be a list of strings");
        }
        return value.valueStream().map(JsonNode::textValue).toList();
    }

    private static Refusal invalid(String message) {
        return new Refusal(422, message);
    }
}
