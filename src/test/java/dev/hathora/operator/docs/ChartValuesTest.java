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
