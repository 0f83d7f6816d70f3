package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Metadata, spec or status of one resource while it is parsed. Separates what can be read from what can't, and records
 * the problems.
 */
final class RoomPart {
    private final String kind;
    private final String name;
    private final ObjectNode readable;
    private final Map<String, String> problems = new TreeMap<>();

    /**
     * If the part is not an object, it is read as an empty object.
     *
     * @param kind the kind, as kubectl spells it
     */
    RoomPart(String kind, String name, JsonNode stored, DeserializationContext context) {
        this.kind = kind;
        this.name = name;
        if (stored instanceof ObjectNode object) {
            readable = object;
            for (var member : List.copyOf(object.properties())) {
                leaveOutIfCut(member.getKey(), member.getValue());
            }
        } else {
            readable = context.getNodeFactory().objectNode();
            problems.put("", name + " is not an object: see kubectl explain " + kind + "." + name);
        }
    }

    private void leaveOutIfCut(String member, JsonNode value) {
        switch (value.asText()) {
            case RoomSieve.TOO_LARGE ->
                leaveOut(member, "is larger than " + RoomSieve.LONGEST / 1024 + " KiB: shorten it");
            case RoomSieve.TOO_DEEP ->
                leaveOut(member, "is nested more than " + RoomSieve.DEEPEST + " levels deep: flatten it");
            default -> {
                // unchanged
            }
        }
    }

    /** A member as it was stored; a missing node if there is none. */
    JsonNode get(String member) {
        return readable.path(member);
    }

    /** Replaces a member with a text. */
    void set(String member, String value) {
        readable.put(member, value);
    }

    /** Removes a member, and records what is wrong with it and what to do. */
    void leaveOut(String member, String problem) {
        readable.remove(member);
        problems.put(member, name + "." + member + " " + problem);
    }

    /** The problems, by the name of the member that was removed. An empty name stands for the whole part. */
    Map<String, String> problems() {
        return problems;
    }

    /** Keeps only the first entries of a list or map. */
    void shorten(String member, int most) {
        JsonNode value = readable.path(member);
        if (value instanceof ArrayNode list) {
            while (list.size() > most) {
                list.remove(list.size() - 1);
            }
        } else if (value instanceof ObjectNode map && map.size() > most) {
            map.retain(map.propertyStream().limit(most).map(Map.Entry::getKey).toList());
        }
    }

    /**
     * Parses the part. Each attempt that fails removes one more member.
     *
     * @throws IOException if even an empty object can't be parsed
     */
    <T> T read(Class<T> type, DeserializationContext context) throws IOException {
        while (true) {
            try {
                return context.readTreeAsValue(readable, type);
            } catch (JsonProcessingException e) {
                String member = member(e);
                if (readable.isEmpty()) {
                    throw e;
                }
                if (readable.has(member)) {
                    leaveOut(member, "can't be read: see kubectl explain " + kind + "." + name + "." + member);
                } else {
                    readable.removeAll();
                    problems.put("",
                            name + " can't be read: see kubectl explain " + kind + "." + name);
                }
            }
        }
    }

    private static String member(JsonProcessingException e) {
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                && mapping.getPath().getFirst().getFieldName() != null
                        ? mapping.getPath().getFirst().getFieldName()
                        : "";
    }
}
