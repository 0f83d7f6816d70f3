package dev.hathora.operator.api.hathoraroomset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The operator rejects what an API server with this CRD rejects, in the same words, and takes what that takes. */
class SetRulesTest {
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();
    /** Left to the API server, which drops unknown fields, and to the rooms, which say it themselves. Some do no harm. */
    private static final Pattern NOT_CHECKED_AGAIN = Pattern.compile(
            "unknown field|annotations.notes: Too long|mutually exclusive|Invalid value: \"(string|number|integer)\"");
    /** Answers that the API server itself makes from the schema. */
    private static final Pattern SCHEMA = Pattern.compile("Invalid value|Required value|Unsupported value|Too long");

    static Stream<JsonNode> refused() throws IOException {
        return rows("refused").filter(row -> !NOT_CHECKED_AGAIN.matcher(row.get("says").asText()).find());
    }

    static Stream<JsonNode> accepted() throws IOException {
        return rows("accepted");
    }

    @ParameterizedTest
    @MethodSource
    void refused(JsonNode row) {
        HathoraRoomSet set = read(row);
        String why = row.get("why").asText();
        String says = row.get("says").asText();

        if (SCHEMA.matcher(says).find() || set.unreadable() != null) {
            assertThat(set.unreadable() != null || !set.getSpec().violations().isEmpty()).as(why).isTrue();
        } else {
            assertThat(set.getSpec().violations()).as(why).anySatisfy(message -> assertThat(message).startsWith(says));
        }
    }

    @ParameterizedTest
    @MethodSource
    void accepted(JsonNode row) {
        HathoraRoomSet set = read(row);

        assertThat(set.unreadable()).as(row.get("why").asText()).isNull();
        assertThat(set.getSpec().violations()).as(row.get("why").asText()).isEmpty();
    }

    /** Rooms of it would not be what the manifest says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "strategy: {type: Canary}                    | strategy.type has a value that this version of the operator does not know",
        "template: {spec: {region: Mars}}            | template.spec.region is missing, or not known",
        "template: {spec: {restartPolicy: Later}}    | template.spec.restartPolicy has a value",
        "template: {spec: {roomConfigPolicy: Later}} | template.spec.roomConfigPolicy has a value",
        "template: {spec: {adoptionPolicy: Later}}   | template.spec.adoptionPolicy has a value",
        "template: {spec: {deletionPolicy: Later}}   | deletionPolicy must be Destroy",
    })
    void valuesOfALaterVersionAreNotIgnored(String spec, String message) {
        assertThat(SERIALIZATION.unmarshal(spec, HathoraRoomSetSpec.class).violations())
                .anySatisfy(violation -> assertThat(violation).startsWith(message));
    }

    private static HathoraRoomSet read(JsonNode row) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.putObject("metadata").put("name", "any");
        if (row.has("spec")) {
            set.set("spec", row.get("spec"));
        }
        return SERIALIZATION.unmarshal(set.toString(), HathoraRoomSet.class);
    }

    private static Stream<JsonNode> rows(String which) throws IOException {
        try (InputStream yaml = SetRulesTest.class.getResourceAsStream("../admission-room-sets.yaml")) {
            String text = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
            String filled = Pattern.compile("<(\\d+) x>").matcher(text)
                    .replaceAll(match -> "x".repeat(Integer.parseInt(match.group(1))));
            return SERIALIZATION.unmarshal(filled, JsonNode.class).get(which).valueStream();
        }
    }
}
