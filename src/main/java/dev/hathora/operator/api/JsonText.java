package dev.hathora.operator.api;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object written by a user, stored as compact text. A tree would take many times the memory.
 *
 * @param text the object as compact JSON; null if it is too long to send to Hathora
 * @param length its length in characters
 * @param booleanKey whether it contains a key {@code true} or {@code false} at any level, because YAML 1.1 turns an
 *     unquoted {@code on}, {@code y} or {@code no} into one
 */
@JsonDeserialize(using = JsonText.Reader.class)
@JsonSerialize(using = JsonText.Writer.class)
public record JsonText(@Nullable String text, int length, boolean booleanKey) {
    /** Reads the object, whatever its content. */
    static final class Reader extends StdDeserializer<JsonText> {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Reader() {
            super(JsonText.class);
        }

        @Override
        public JsonText deserialize(JsonParser from, DeserializationContext context) throws IOException {
            JsonNode value = context.readTree(from);
            if (!(value instanceof ObjectNode)) {
                return context.reportInputMismatch(this, "an object is needed");
            }
            String text = value.toString();
            int length = text.codePointCount(0, text.length());
            return new JsonText(length <= Formats.MAX_ROOM_CONFIG_LENGTH ? text : null, length, hasBooleanKey(value));
        }

        private static boolean hasBooleanKey(JsonNode root) {
            Deque<JsonNode> unseen = new ArrayDeque<>();
            unseen.push(root);
            while (!unseen.isEmpty()) {
                JsonNode value = unseen.pop();
                if (value.has("true") || value.has("false")) {
                    return true;
                }
                value.forEach(member -> {
                    if (member.isContainerNode()) {
                        unseen.push(member);
                    }
                });
            }
            return false;
        }
    }

    /** Writes the object and keeps every digit of its numbers. */
    static final class Writer extends StdSerializer<JsonText> {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private static final JsonFactory JSON = new JsonFactory();

        Writer() {
            super(JsonText.class);
        }

        @Override
        public void serialize(JsonText value, JsonGenerator to, SerializerProvider provider) throws IOException {
            if (value.text() == null) {
                to.writeNull();
                return;
            }
            try (JsonParser from = JSON.createParser(value.text())) {
                while (from.nextToken() != null) {
                    to.copyCurrentEventExact(from);
                }
            }
        }
    }
}
