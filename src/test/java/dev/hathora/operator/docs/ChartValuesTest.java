package dev.hathora.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The chart's values, their schema, their comments and the chart's version belong together. */
class ChartValuesTest {
    private static final Path CHART = Path.of("helm/hathora-operator");
    /** Helm passes it to every chart of a chart. */
    private static final String GLOBAL = "/global";

    @Test
    void theSchemaKnowsExactlyTheValues() throws IOException {
        Set<String> values = new TreeSet<>();
        ChartValues.read().forEach(value -> values.add(value.pointer()));
        JsonNode schema = new ObjectMapper().readTree(CHART.resolve("values.schema.json").toFile());
        Set<String> known = new TreeSet<>();
        collect("", schema, values, known);
        known.remove(GLOBAL);

        assertThat(known).isEqualTo(values);
    }

    private static void collect(String pointer, JsonNode schema, Set<String> values, Set<String> known) {
        JsonNode properties = schema.path("properties");
        if (values.contains(pointer) || properties.isMissingNode()) {
            known.add(pointer);
            return;
        }
        assertThat(schema.get("additionalProperties").asBoolean(true)).as("%s takes anything", pointer).isFalse();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            collect(pointer + "/" + property.getKey(), property.getValue(), values, known);
        }
    }

    /** A value that is set to null is not there: a template would fail on it, with a message that says nothing. */
    @Test
    void theSchemaRequiresWhatATemplateCanNotDoWithout() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(CHART.resolve("values.schema.json").toFile());
        JsonNode values = new KubernetesSerialization().unmarshal(Files.readString(CHART.resolve("values.yaml")),
                JsonNode.class);
        Set<String> commented = new TreeSet<>();
        ChartValues.read().forEach(value -> commented.add(value.pointer()));

        requires("", schema, values, commented);
    }

    private static void requires(String pointer, JsonNode schema, JsonNode values, Set<String> commented) {
        Set<String> needed = new TreeSet<>();
        for (Map.Entry<String, JsonNode> field : values.properties()) {
            String child = pointer + "/" + field.getKey();
            boolean holdsValues = !commented.contains(child);
            if (holdsValues || field.getValue().isValueNode()) {
                needed.add(field.getKey());
            }
            if (holdsValues) {
                requires(child, schema.get("properties").get(field.getKey()), field.getValue(), commented);
            }
        }
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        assertThat(required).as("required in %s", pointer).isEqualTo(needed);
    }

    @ParameterizedTest(name = "pollInterval={0}: {1}")
    @CsvSource({"1s, true", "30s, true", "3600s, true", "3601s, false", "0s, false", "1m, true", "60m, true",
        "61m, false", "0m, false", "1h, true", "2h, false", "1000ms, true", "999ms, false", "3600000ms, true",
        "3600001ms, false", "30, false", "1.5s, false", "-1s, false"})
    void theSchemaKnowsTheRangeOfPollInterval(String value, boolean allowed) throws IOException {
        assertThat(value.matches(pattern("pollInterval"))).isEqualTo(allowed);
    }

    /** The rest is left to the operator: a complete pattern would make a message that nobody can read. */
    @ParameterizedTest(name = "watchSelector={0}: {1}")
    @CsvSource(delimiter = '|', value = {"'' | true", "shard=a | true", "shard = a, !test | true",
        "example.com/shard in (a,b , c),x notin ( a ) | true", "replicas>3,a!=b | true", "shard in (a | false",
        "a, | false", ",a | false", "a,,b | false", "shard=\"a\" | false", "a;b | false"})
    void theSchemaFindsCommonMistakesInWatchSelector(String value, boolean allowed) throws IOException {
        assertThat(value.matches(pattern("watchSelector"))).isEqualTo(allowed);
    }

    private static String pattern(String value) throws IOException {
        return new ObjectMapper().readTree(CHART.resolve("values.schema.json").toFile()).get("properties").get(value)
                .get("pattern").asText();
    }

    @Test
    void everyValueHasAComment() throws IOException {
        Set<String> commented = new TreeSet<>();
        ChartValues.read().forEach(value -> commented.add(value.pointer()));
        JsonNode values = new KubernetesSerialization().unmarshal(Files.readString(CHART.resolve("values.yaml")),
                JsonNode.class);

        Set<String> bare = new TreeSet<>();
        bare("", values, commented, bare);
        assertThat(bare).isEmpty();
    }

    private static void bare(String pointer, JsonNode value, Set<String> commented, Set<String> bare) {
        if (commented.contains(pointer)) {
            return;
        }
        if (!value.isObject() || value.isEmpty()) {
            bare.add(pointer);
        }
        value.properties().forEach(field -> bare(pointer + "/" + field.getKey(), field.getValue(), commented, bare));
    }

    @Test
    void itsVersionIsThatOfTheOperator() throws IOException {
        Matcher version = Pattern
                .compile("<artifactId>hathora-operator</artifactId>\\s*<version>(.*?)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        JsonNode chart = new KubernetesSerialization().unmarshal(Files.readString(CHART.resolve("Chart.yaml")),
                JsonNode.class);

        assertThat(chart.get("version").asText()).isEqualTo(version.group(1));
        assertThat(chart.get("appVersion").asText()).isEqualTo(version.group(1));
    }
}
