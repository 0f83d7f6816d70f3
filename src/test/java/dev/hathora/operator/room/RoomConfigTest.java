package dev.hathora.operator.room;

import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomConfigTest {
    /** Reads JSON as the operator reads a resource. */
    private static final JsonMapper API_SERVER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static RoomConfig json(String wanted) throws JsonProcessingException {
        return new RoomConfig.Json(API_SERVER.readTree(wanted).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":1,\"b\":2} | {\"b\":2,\"a\":1}             | true  | the order of keys",
        "{\"a\":1}         | ` { \"a\" :\t1 } `            | true  | white space",
        "{\"a\":1}         | {\"a\":1.0}                   | true  | a number is what it is worth",
        "{\"a\":1}         | {\"a\":1e0}                   | true  | a number is what it is worth",
        "{\"a\":1.50}      | {\"a\":1.5}                   | true  | a number is what it is worth",
        "{\"a\":100}       | {\"a\":1E+2}                  | true  | a number is what it is worth",
        "{\"a\":0}         | {\"a\":-0.0}                  | true  | JSON has one zero for us",
        "{\"a\":1}         | {\"a\":2}                     | false | another number",
        "{\"a\":1}         | {\"a\":1.0000000001}          | false | hardly another number is another one",
        "{\"a\":9007199254740993} | {\"a\":9007199254740992} | false | more digits than a double has",
        "{\"a\":123456789012345678901234567890} | {\"a\":123456789012345678901234567890} | true | big integers",
        "{\"a\":123456789012345678901234567890} | {\"a\":123456789012345678901234567891} | false | big integers",
        "{\"a\":0.1}       | {\"a\":0.1000000000000000055} | false | what a double would take for the same",
        "{\"a\":1}         | {\"a\":\"1\"}                 | false | a string is no number",
        "{\"a\":true}      | {\"a\":\"true\"}              | false | a string is no boolean",
        "{\"a\":true}      | {\"a\":1}                     | false | a number is no boolean",
        "{\"a\":null}      | {\"a\":null}                  | true  | null is a value",
        "{\"a\":null}      | {}                            | false | null is a value",
        "{}                | {\"a\":null}                  | false | null is a value",
        "{\"a\":null}      | {\"a\":0}                     | false | null is no number",
        "{\"a\":[1,2]}     | {\"a\":[1.0,2e0]}             | true  | numbers in lists",
        "{\"a\":[1,2]}     | {\"a\":[2,1]}                 | false | the order of a list",
        "{\"a\":[1]}       | {\"a\":[1,1]}                 | false | the length of a list",
        "{\"a\":[]}        | {\"a\":{}}                    | false | a list is no object",
        "{\"a\":{\"b\":{\"c\":1}}} | {\"a\":{\"b\":{\"c\":1.0}}} | true  | numbers deep inside",
        "{\"a\":{\"b\":{\"c\":1}}} | {\"a\":{\"b\":{\"c\":2}}}   | false | differences deep inside",
        "{\"a\":1}         | {\"a\":1,\"b\":2}             | false | a key too many",
        "{\"a\":1,\"b\":2} | {\"a\":1}                     | false | a key missing",
        "{\"a\":\"é\"}     | {\"a\":\"\\u00e9\"}           | true  | escapes",
        "{\"a\":\"/\"}     | {\"a\":\"\\/\"}               | true  | escapes",
        "{\"é\":1}         | {\"\\u00E9\":1}               | true  | escapes in keys",
        "{\"a\":\"é\"}     | {\"a\":\"e\\u0301\"}          | false | composed otherwise: other characters",
        "{\"a\":\"A\"}     | {\"a\":\"a\"}                 | false | capitals",
        "{\"a\":2}         | {\"a\":1,\"a\":2}             | true  | of duplicates the last counts, as for every parser",
        "{\"a\":1}         | {\"a\":1,\"a\":2}             | false | of duplicates the last counts",
        "{\"a\":1}         | {\"a\":1} {\"a\":1}           | false | two values",
        "{\"a\":1}         | {\"a\":1} x                   | false | something after it",
        "{\"a\":1}         | {\"a\":1                      | false | cut off",
        "{\"a\":1}         | {a:1}                         | false | no JSON",
        "{\"a\":1}         | map: dust                     | false | no JSON",
        "{\"a\":1}         | ``                            | false | nothing",
        "{}                | ``                            | false | nothing is not an empty object",
        "{}                | null                          | false | null is not an empty object",
        "{\"a\":1}         | {\"a\":NaN}                   | false | no JSON",
        "{\"a\":1}         |                               | false | the room has no configuration",
    })
    void jsonIsComparedByItsMeaning(String wanted, @Nullable String actual, boolean satisfied, String reason)
            throws JsonProcessingException {
        assertThat(json(wanted).isSatisfiedBy(actual)).as(reason).isEqualTo(satisfied);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void nestingWithoutEndIsADifferenceAndNoFailure(int depth) throws JsonProcessingException {
        String nested = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        assertThat(json("{\"a\":1}").isSatisfiedBy(nested)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999"})
    void numbersBeyondAllMeasureAreADifferenceAndTakeNoTime(String number) throws JsonProcessingException {
        assertThat(json("{\"a\":1}").isSatisfiedBy("{\"a\":" + number + "}")).isFalse();
        assertThat(json("{\"a\":" + number + "}").isSatisfiedBy("{\"a\":" + number + "}")).isTrue();
    }

    @Test
    void jsonIsSentCompactWithEveryDigit() throws JsonProcessingException {
        assertThat(json("{ \"b\" : 1.50,\n \"a\" : [ 12345678901234567890 , null ] }").toSend())
                .isEqualTo("{\"b\":1.50,\"a\":[12345678901234567890,null]}");
    }

    @Property(tries = 500)
    void whatIsSentSatisfies(@ForAll("jsonObjects") String object) throws JsonProcessingException {
        RoomConfig config = json(object);
        String sent = config.toSend();
        assertThat(sent).isNotNull();
        assertThat(config.isSatisfiedBy(sent)).isTrue();
    }

    @Provide
    Arbitrary<String> jsonObjects() {
        Arbitrary<String> leaf = Arbitraries.oneOf(Arbitraries.of("null", "true", "false"),
                Arbitraries.bigDecimals().map(Object::toString), Arbitraries.bigIntegers().map(Object::toString),
                Arbitraries.strings().ascii().ofMaxLength(5).map(RoomConfigTest::quoted));
        Arbitrary<String> value = Arbitraries.lazyOf(() -> leaf, () -> leaf,
                () -> leaf.list().ofMaxSize(4).map(list -> "[" + String.join(",", list) + "]"), this::jsonObjects);
        return Arbitraries.maps(Arbitraries.strings().ascii().ofMaxLength(3), value).ofMaxSize(4)
                .map(map -> map.entrySet().stream().map(e -> quoted(e.getKey()) + ":" + e.getValue())
                        .collect(Collectors.joining(",", "{", "}")));
    }

    private static String quoted(String text) {
        return API_SERVER.getNodeFactory().textNode(text).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a  | a   | true  | the same",
        "a  | b   | false | another",
        "a  | ' a'| false | a string is compared as it is",
        "a  |     | false | the room has none",
        "'' | ''  | true  | both empty",
        "'' |     | true  | Hathora can't tell an empty one from none",
        "'' | a   | false | wanted empty",
    })
    void textIsComparedAsItIs(String wanted, @Nullable String actual, boolean satisfied, String reason) {
        RoomConfig config = new RoomConfig.Text(wanted);
        assertThat(config.isSatisfiedBy(actual)).as(reason).isEqualTo(satisfied);
        assertThat(config.toSend()).isEqualTo(wanted);
    }

    @Test
    void whatSpecDoesNotSayIsAlwaysRight() {
        RoomConfig config = new RoomConfig.Unmanaged();
        assertThat(config.toSend()).isNull();
        assertThat(config.isSatisfiedBy("anything")).isTrue();
        assertThat(config.isSatisfiedBy(null)).isTrue();
    }
}
