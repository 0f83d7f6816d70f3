package dev.hathora.operator.room;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** The configuration that spec wants a room to have, and what counts as a difference from it. */
public sealed interface RoomConfig {
    /** The longest configuration that Hathora takes, in characters. */
    int MAX_LENGTH = 10_000;

    /** What to send; null where spec has nothing to say. */
    @Nullable
    String toSend();

    /**
     * Whether a room that has this configuration is as spec wants it.
     *
     * @param actual what Hathora says the room's configuration is
     */
    boolean isSatisfiedBy(@Nullable String actual);

    /** Spec says nothing: whatever the room has is right. */
    record Unmanaged() implements RoomConfig {
        @Override
        public @Nullable String toSend() {
            return null;
        }

        @Override
        public boolean isSatisfiedBy(@Nullable String actual) {
            return true;
        }
    }

    /** {@code spec.roomConfig}: sent and compared as it is. */
    record Text(String toSend) implements RoomConfig {
        @Override
        public boolean isSatisfiedBy(@Nullable String actual) {
            // Hathora has no way to tell an empty configuration from none
            return toSend.equals(actual) || (toSend.isEmpty() && actual == null);
        }
    }

    /** {@code spec.roomConfigJson}: sent compact; white space, the order of keys and the spelling of numbers are no difference. */
    record Json(String toSend) implements RoomConfig {
        private static final JsonMapper EXACT = JsonMapper.builder(JsonFactory.builder()
                // keys are users' own, and would be kept for good
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(MAX_LENGTH).build()).build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();

        @Override
        public boolean isSatisfiedBy(@Nullable String actual) {
            if (actual == null || toSend.equals(actual)) {
                return actual != null;
            }
            try {
                return EXACT.readTree(toSend).equals(Json::compareScalars, EXACT.readTree(actual));
            } catch (JsonProcessingException notJson) {
                return false;
            }
        }

        private static int compareScalars(JsonNode a, JsonNode b) {
            if (a.isNumber() && b.isNumber()) {
                return a.decimalValue().compareTo(b.decimalValue());
            }
            return a.equals(b) ? 0 : 1;
        }
    }
}
