package dev.hathora.operator.cloud.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hathora.operator.cloud.Room;
import org.jspecify.annotations.Nullable;

/**
 * Parses successful answers. It ignores unknown fields and enum values, which the API may add. It is strict about what
 * the operator needs: the constructors of the types reject an answer in which that is missing.
 */
public final class AnswerReader {
    private static final String NOT_JSON = "is not JSON, or is truncated";

    private final ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** For an element that is followed by more JSON. */
    private final ObjectReader element = json.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * @param id returns the id of the object, to check that it is the requested one
     */
    <T> T object(Answer answer, Class<T> type, Function<T, String> id, String expectedId, ErrorMapping errors) {
        T object = read(answer, type, errors);
        if (!id.apply(object).equals(expectedId)) {
            throw errors.unreadable(answer, "is not about " + expectedId);
        }
        return object;
    }

    Room room(Answer answer, String appId, String roomId, ErrorMapping errors) {
        Room room = object(answer, Room.class, Room::roomId, roomId, errors);
        if (!room.appId().equals(appId)) {
            throw errors.unreadable(answer, "is not about application " + appId);
        }
        return room;
    }

    /** A list of rooms without malformed elements, because they do not affect the other rooms on the process. */
    List<Room> rooms(Answer answer, ErrorMapping errors) {
        requireBody(answer, errors);
        List<Room> rooms = new ArrayList<>();
        // one by one, because a tree takes many times the memory of its text
        try (JsonParser parser = json.createParser(answer.body())) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw errors.unreadable(answer, "is not a list");
            }
            int listed = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                room(element.readTree(parser)).ifPresent(rooms::add);
                listed++;
            }
            if (parser.nextToken() != null) {
                throw errors.unreadable(answer, NOT_JSON);
            }
            if (listed > 0 && rooms.isEmpty()) {
                throw errors.unreadable(answer, "contains no valid room");
            }
        } catch (IOException e) {
            throw errors.unreadable(answer, NOT_JSON);
        }
        return List.copyOf(rooms);
    }

    private Optional<Room> room(JsonNode listed) {
        try {
            return Optional.ofNullable(json.treeToValue(listed, Room.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** For operations without a result. A body is not an error, unless it shows that another server answered. */
    @Nullable
    Void nothing(Answer answer, ErrorMapping errors) {
        if (answer.defect() != null || !answer.body().isBlank()) {
            read(answer, JsonNode.class, errors);
        }
        return null;
    }

    private static void requireBody(Answer answer, ErrorMapping errors) {
        if (answer.defect() != null) {
            throw errors.unreadable(answer, answer.defect());
        }
        if (answer.body().isBlank()) {
            throw errors.unreadable(answer, "is empty");
        }
    }

    private <T> T read(Answer answer, Class<T> type, ErrorMapping errors) {
        requireBody(answer, errors);
        JsonNode tree;
        try {
            tree = json.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw errors.unreadable(answer, NOT_JSON);
        }
        if (tree.isNull()) {
            throw errors.unreadable(answer, "is null");
        }
        try {
            return json.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw errors.unreadable(answer, "lacks fields that Hathora documents, or has them in another format");
        }
    }
}
