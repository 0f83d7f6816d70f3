package dev.hathora.operator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a configuration that a user writes as YAML or JSON. */
class JsonTextTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"map": "dust"}                | false | no such key
            {"true": 1}                    | true  | what YAML 1.1 makes of y
            {"a": {"b": {"false": 1}}}     | true  | deep inside
            {"a": [{"c": 1}, {"true": 1}]} | true  | in a list
            {"a": true, "b": "true"}       | false | a value is no key
            """)
    void aKeyThatYamlMadeABooleanOfIsFound(String json, boolean found, String why) throws JsonProcessingException {
        assertThat(read(json).booleanKey()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"price\":1.50}", "{\"seed\":12345678901234567890123}", "{\"a\":[1,null,true,\"x\"]}"})
    void isWrittenAsItWasRead(String json) throws JsonProcessingException {
        assertThat(read(json).text()).isEqualTo(json);
        assertThat(JSON.writeValueAsString(read(json))).isEqualTo(json);
    }

    @Test
    void whatIsTooLongForHathoraIsNotKept() throws JsonProcessingException {
        String longest = "{\"a\":\"" + "x".repeat(Formats.MAX_ROOM_CONFIG_LENGTH - 8) + "\"}";
        JsonText tooLong = read(longest.replace("\"a\"", "\"ab\""));

        assertThat(read(longest).text()).isEqualTo(longest);
        assertThat(tooLong.text()).isNull();
        assertThat(tooLong.length()).as("its length is told").isEqualTo(Formats.MAX_ROOM_CONFIG_LENGTH + 1);
        assertThat(JSON.writeValueAsString(tooLong)).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"text\"", "7"})
    void onlyAnObjectIsOne(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("an object is needed");
    }

    private static JsonText read(String json) throws JsonProcessingException {
        return JSON.readValue(json, JsonText.class);
    }
}
