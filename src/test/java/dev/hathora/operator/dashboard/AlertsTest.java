package dev.hathora.operator.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.testing.CommandLineTool;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The alerts of the chart, tested by promtool where there is one. */
class AlertsTest {
    private static final Path RULES = Path.of("helm/hathora-operator/files/alerts.yaml");
    private static final Path TESTS = Path.of("src/test/prometheus/alerts_test.yaml");
    private static final Pattern EXPECTED = Pattern.compile("alertname=\"(\\w+)\", severity=\"(\\w+)\"");

    @Test
    void promtoolTakesTheRules() throws Exception {
        promtool("check", "rules", RULES.toString());
    }

    @Test
    void eachFiresWhenItShouldAndThenOnly() throws Exception {
        promtool("test", "rules", TESTS.toString());
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        String promtool = CommandLineTool.promtool().map(CommandLineTool::executable).orElse(null);
        if (promtool == null) {
            String reason = "There is no promtool on the PATH or in HATHORA_IT_PROMTOOL: tests of alerts skipped";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        Process process = new ProcessBuilder(Stream.concat(Stream.of(promtool),
                Stream.of(arguments)).toList()).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }

    @Test
    void eachIsTestedUnderItsSeverity() throws IOException {
        Set<String> expected = EXPECTED.matcher(Files.readString(TESTS)).results()
                .map(match -> match.group(1) + " " + match.group(2)).collect(Collectors.toSet());

        assertThat(rules()).extracting(rule -> rule.get("alert").asText() + " " + rule.at("/labels/severity").asText())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachSaysWhatIsWrongAndWhatToDo() throws IOException {
        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(rule.path("for").asText()).matches("\\d+m");
            assertThat(rule.at("/annotations/summary").asText()).hasSizeBetween(20, 100).doesNotEndWith(".");
            assertThat(rule.at("/annotations/description").asText()).hasSizeBetween(80, 400).endsWith(".");
        });
    }

    private static List<JsonNode> rules() throws IOException {
        return new KubernetesSerialization().unmarshal(Files.readString(RULES), JsonNode.class)
                .at("/groups/0/rules").valueStream().toList();
    }
}
