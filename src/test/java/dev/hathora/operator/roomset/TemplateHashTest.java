package dev.hathora.operator.roomset;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TemplateHashTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final TemplateHash HASH = new TemplateHash(read("""
            {"spec": {"state": "Active", "secret": {"key": "token"}, "limit": 10, "paused": false, "list": ["a"],
                "whole": {"x": 1}, "own": {"x": 1}}}"""),
            Set.of(JsonPointer.valueOf("/spec/own")));

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static String hash(String spec) {
        return HASH.of(read("{\"spec\": " + spec.replace('\'', '"') + "}"));
    }

    @Test
    void itIsShortAndStaysAsItIs() {
        // another hash for the same template would replace every room of every set
        assertThat(hash("{'region': 'Tokyo', 'roomConfig': 'x'}")).isEqualTo("cefca1059e");
        assertThat(hash("{}")).isEqualTo("e3b0c44298").isEqualTo(HASH.of(NODES.missingNode()))
                .isEqualTo(HASH.of(NODES.nullNode()));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a': 1, 'b': 2}              | {'b': 2, 'a': 1}                     | the order of keys",
        "{'a': {'c': 1, 'd': 2}}       | {'a': {'d': 2, 'c': 1}}              | at any depth",
        "{'a': [{'c': 1, 'd': 2}]}     | {'a': [{'d': 2, 'c': 1}]}            | in lists",
        "{'a': 1}                      | {'a': 1, 'b': null}                  | null",
        "{'a': 1}                      | {'a': 1, 'b': {}, 'c': []}           | empty objects and lists",
        "{'a': 1}                      | {'a': 1, 'b': {'c': {'d': null}}}    | what is empty without its nulls",
        "{'a': 1}                      | {'a': 1, 'state': 'Active'}          | a default",
        "{'a': 1}                      | {'a': 1, 'paused': false}            | a default that is false",
        "{'a': 1}                      | {'a': 1, 'limit': 10.0}              | a default in another notation",
        "{'a': 1}                      | {'a': 1, 'list': ['a']}              | a default that is a list",
        "{'a': 1}                      | {'a': 1, 'whole': {'x': 1}}          | a default that is an object",
        "{'secret': {'name': 's'}}     | {'secret': {'key': 'token', 'name': 's'}} | a default in an object",
        "{'a': 100}                    | {'a': 1e2}                           | the notation of numbers",
        "{'own': {'x': 1, 'y': 2}}     | {'own': {'y': 2, 'x': 1.0}}          | order and notation in JSON of the user",
        "{'a': 1}                      | {'a': 1, 'own': null}                | no JSON of the user",
    })
    void whatMeansTheSameHasTheSameHash(String one, String other, String reason) {
        assertThat(hash(one)).as(reason).isEqualTo(hash(other));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a': 1}                      | {'a': 2}                             | another value",
        "{'a': 1}                      | {'b': 1}                             | another key",
        "{'a': 1}                      | {'a': '1'}                           | a number is no string",
        "{'a': true}                   | {'a': 'true'}                        | nor is a boolean",
        "{'a': [1, 2]}                 | {'a': [2, 1]}                        | lists have an order",
        "{'a': [1]}                    | {'a': [1, null]}                     | and places",
        "{'a': [{}]}                   | {}                                   | a list of an empty object has an element",
        "{'a': ''}                     | {}                                   | an empty string is a value",
        "{'a': false}                  | {}                                   | so is false",
        "{'a': 0}                      | {}                                   | and 0",
        "{'state': 'Suspended'}        | {}                                   | it is not the default",
        "{'a': {'state': 'Active'}}    | {}                                   | the default of another field",
        "{'own': {'x': 1}}             | {}                                   | JSON of the user has no default",
        "{'own': {}}                   | {}                                   | and may be empty",
        "{'own': {'y': null}}          | {'own': {}}                          | its null is a value",
        "{'own': {'y': []}}            | {'own': {}}                          | and its empty list",
        "{'a': 9007199254740993}       | {'a': 9007199254740992}              | large numbers are exact",
    })
    void whatMeansSomethingElseHasAnother(String one, String other, String reason) {
        assertThat(hash(one)).as(reason).isNotEqualTo(hash(other)).matches("[0-9a-f]{10}");
    }

    @Test
    void numbersOutOfRangeAreNoError() {
        assertThat(HASH.of(NODES.numberNode(Double.NaN))).isNotEqualTo(HASH.of(NODES.numberNode(1.0)));
        assertThat(HASH.of(read("1e999999"))).isNotEqualTo(HASH.of(read("1")));
    }

    @Property(tries = 500)
    void anUpgradeThatFillsInDefaultsChangesNoHash(@ForAll("templates") JsonNode template) {
        assertThat(HASH.of(filledIn(template))).isEqualTo(HASH.of(template));
    }

    private static JsonNode filledIn(JsonNode template) {
        ObjectNode copy = template.deepCopy();
        ObjectNode spec = copy.withObject("/spec");
        HASH.defaults().path("spec").properties().stream().filter(f -> !f.getKey().equals("own"))
                .filter(f -> !spec.hasNonNull(f.getKey())).forEach(f -> spec.set(f.getKey(), f.getValue()));
        return copy;
    }

    @Provide
    Arbitrary<JsonNode> templates() {
        Arbitrary<JsonNode> value = Arbitraries.of("null", "{}", "[]", "\"Active\"", "\"Suspended\"", "10", "11",
                "[\"a\"]", "{\"x\": 1}", "{\"key\": \"token\"}", "false").map(TemplateHashTest::read);
        Arbitrary<String> key = Arbitraries.of(List.of("state", "secret", "limit", "paused", "list", "own", "region"));
        return Arbitraries.maps(key, value).ofMaxSize(5).map(TemplateHashTest::template);
    }

    private static JsonNode template(Map<String, JsonNode> spec) {
        return NODES.objectNode().set("spec", NODES.objectNode().setAll(new TreeMap<>(spec)));
    }
}
