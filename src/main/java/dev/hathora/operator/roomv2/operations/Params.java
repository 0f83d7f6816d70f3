package dev.hathora.operator.roomv2.operations;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.Regions;
import dev.hathora.operator.roomv2.http.Call;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters as strictly as the API specifies them: a body that is not JSON is answered with 400, an invalid
 * value with 422. A null counts as absent.
 */
final class Params {
    private static final Pattern ROOM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final int ROOM_CONFIG_LENGTH = 10_000;

    private Params() {}

    /** {@code CreateRoomParams}. */
    static CreateRoomRequest createRoom(Call call) {
        JsonNode json = call.json();
        return new CreateRoomRequest(region(json), roomConfig(json), string(json, "deploymentId"), clientIPs(json));
    }

    /** {@code UpdateRoomConfigParams}. */
    static String updateRoomConfig(Call call) {
        String roomConfig = roomConfig(call.json());
        if (roomConfig == null) {
            throw invalid("roomConfig is required");
        }
        return roomConfig;
    }

    /** The id that a caller requests for a new room; null if it requests none. */
    static @Nullable String wantedRoomId(Call call) {
        String roomId = call.query("roomId").orElse(null);
        if (roomId != null && !ROOM_ID.matcher(roomId).matches()) {
            throw invalid("roomId must have 1 to 100 of the characters a-z A-Z 0-9 _ -");
        }
        return roomId;
    }

    /** The region in a body, which is required. */
    static String region(JsonNode json) {
        return requireRegion(string(json, "region"));
    }

    /** Returns the name of a region, or refuses it. */
    static String requireRegion(@Nullable String region) {
        if (region == null || !Regions.ALL.contains(region)) {
            throw invalid("region must be one of " + Regions.ALL.stream().sorted().toList());
        }
        return region;
    }

    /** The region in a query; empty for any. */
    static Optional<String> regionWanted(Call call) {
        return call.query("region").filter(region -> !region.isEmpty()).map(Params::requireRegion);
    }

    /** The configuration in a body; null if there is none. */
    static @Nullable String roomConfig(JsonNode json) {
        String roomConfig = string(json, "roomConfig");
        if (roomConfig != null && roomConfig.length() > ROOM_CONFIG_LENGTH) {
            throw invalid("roomConfig must have at most 10000 characters");
        }
        return roomConfig;
    }

    /** A text in a body; null if there is none. */
    static @Nullable String string(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field + " must be a string");
        }
        return whole(field, value.textValue());
    }

    /** Returns a text that can be sent and stored unchanged, or refuses it. */
    static String whole(String field, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw invalid(field + " must not contain an unpaired surrogate");
        }
        return text;
    }

    private static @Nullable List<String> clientIPs(JsonNode json) {
        JsonNode value = json.path("clientIPs");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isArray() || value.valueStream().anyMatch(address -> !address.isTextual())) {
            throw invalid("clientIPs must be a list of strings");
        }
        return value.valueStream().map(JsonNode::textValue).toList();
    }

    /** The refusal of an invalid value: 422. */
    static Refusal invalid(String message) {
        return new Refusal(422, message);
    }
}
