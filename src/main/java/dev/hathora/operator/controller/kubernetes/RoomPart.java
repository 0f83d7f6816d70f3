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

/** Metadata, spec or status of one resource while it is read: what of it can be read, and what is wrong with the rest. */
final class RoomPart {
    private final String name;
    private final ObjectNode readable;
    private final Map<String, String> problems = new TreeMap<>();

    /** A part that is not an object is read as an empty one. */
    RoomPart(String name, JsonNode stored, DeserializationContext context) {
        this.name = name;
        if (stored instanceof ObjectNode object) {
            readable = object;
            for (var member : List.copyOf(object.properties())) {
                leaveOutIfCut(member.getKey(), member.getValue());
            }
        } else {
            readable = context.getNodeFactory().objectNode();
            problems.put("", name + " is not an object: write it as kubectl explain hathoraroom." + name + " tells");
        }
    }

    private void leaveOutIfCut(String member, JsonNode value) {
        switch (value.asText()) {
            case RoomSieve.TOO_LARGE ->
                leaveOut(member, "is larger than " + RoomSieve.LONGEST / 1024 + " KiB: shorten it");
            case RoomSieve.TOO_DEEP ->
                leaveOut(member, "is nested more than " + RoomSieve.DEEPEST + " levels deep: flatten it");
            default -> {
                // as it was stored
            }
        }
    }

    /** A member as it was stored, or a missing one. */
    JsonNode get(String member) {
        return readable.path(member);
    }

    /** Puts a text in a member's place. */
    void set(String member, String value) {
        readable.put(member, value);
    }

    /** Takes a member away, and says what is wrong with it and what to do. */
    void leaveOut(String member, String problem) {
        readable.remove(member);
        problems.put(member, name + "." + member + " " + problem);
    }

    /** The names of members that are left out; an empty one stands for the whole part. */
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

    /** Reads it. Each turn that fails leaves out one member more. */
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
                    leaveOut(member, "can't be read: write it as kubectl explain hathoraroom." + name + "." + member
                            + " tells");
                } else {
                    readable.removeAll();
                    problems.put("",
                            name + " can't be read: write it as kubectl explain hathoraroom." + name + " tells");
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
