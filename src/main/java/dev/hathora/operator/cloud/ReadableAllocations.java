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
 * Reads the allocations of a room and skips malformed ones. They are only history: the current allocation is a separate
 * field. If the value is not a list, the whole answer is malformed.
 */
final class ReadableAllocations extends JsonDeserializer<List<RoomAllocation>> {
    @Override
    public List<RoomAllocation> deserialize(JsonParser json, DeserializationContext context) throws IOException {
        JsonNode listed = context.readTree(json);
        if (!listed.isArray()) {
            return context.reportInputMismatch(List.class, "allocations are not a list");
        }
        List<RoomAllocation> readable = new ArrayList<>();
        for (JsonNode allocation : listed) {
            if (allocation.isObject()) {
                try {
                    readable.add(context.readTreeAsValue(allocation, RoomAllocation.class));
                } catch (JsonProcessingException e) {
                    // malformed, for example without an id: skip it
                }
            }
        }
        return readable;
    }
}
