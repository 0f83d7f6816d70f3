package dev.hathora.operator.room;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** The desired configuration of a room, and what counts as a difference. */
public sealed interface RoomConfig {
    /** The maximum length that Hathora accepts, in characters. */
    int MAX_LENGTH = 10_000;

    /** The configuration to send. Null if spec does not set one. */
    @Nullable
    String toSend();

    /**
     * Whether this actual configuration matches spec.
     *
     * @param actual the room's configuration as Hathora shows it
     */
    boolean isSatisfiedBy(@Nullable String actual);

    /** Spec does not set a configuration. Any configuration is accepted. */
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

    /** {@code spec.roomConfig}: sent and compared unchanged. */
    record Text(String toSend) implements RoomConfig {
        @Override
        public boolean isSatisfiedBy(@Nullable String actual) {
            // Hathora does not distinguish an empty configuration from none
            return toSend.equals(actual) || (toSend.isEmpty() && actual == null);
        }
    }

    /**
     * {@code spec.roomConfigJson}: sent as compact JSON. White space, the order of keys and the notation of numbers do
     * not matter.
     */
    record Json(String toSend) implements RoomConfig {
        private static final JsonMapper EXACT = JsonMapper.builder(JsonFactory.builder()
                // keys come from users, and would be interned forever
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
