package dev.hathora.operator.cloud;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads the allocations of a room, less those that are none. They are history: where the room is now can be told without
 * them. A list that is none makes the answer a broken one.
 */
final class ReadableAllocations extends JsonDeserializer<List<RoomAllocation>> {
    @Override
    public List<RoomAllocation> deserialize(JsonParser json, DeserializationContext context) throws IOException {
        JsonNode listed = context.readTree(json);
        if (!listed.isArray()) {
            return context.reportInputMismatch(List.class, "allocations are no list");
        }
        List<RoomAllocation> readable = new ArrayList<>();
        for (JsonNode allocation : listed) {
            if (allocation.isObject()) {
                try {
                    readable.add(context.readTreeAsValue(allocation, RoomAllocation.class));
                } catch (JsonProcessingException e) {
                    // without an id, say: there is nothing to tell of this one
                }
            }
        }
        return readable;
    }
}
