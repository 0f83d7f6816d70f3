package dev.hathora.operator.chart;

import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.CommandLineTool.Result;
import dev.hathora.operator.testing.RealApiServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the chart makes of the alerts in its {@code files/alerts.yaml}. */
@RealApiServer
class ChartAlertsTest {
    private static final String CHART = "helm/hathora-operator";

    private final CommandLineTool helm = CommandLineTool.helm();

    @Test
    void theyAreAboutTheReleaseAlone() {
        List<JsonNode> rules = rules();

        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> assertThat(rule.get("expr").asText())
                .contains("{namespace=\"shop\",job=\"rooms-hathora-operator\"")
                .doesNotContain("namespace=\"hathora\"", "job=\"hathora-operator\""));
        assertThat(rules).allSatisfy(rule -> assertThat(rule.at("/annotations/runbook_url").asText())
                .startsWith("docs/runbook.md#hathora"));
        assertThat(rules.getFirst().at("/annotations/summary").asText())
                .isEqualTo("No Hathora operator is active in {{ $labels.namespace }}");
    }

    @Test
    void valuesAddLabelsSwitchAlertsOffAndSayWhereTheRunbookIs() {
        List<JsonNode> all = rules();
        List<JsonNode> rules = rules("--set", "metrics.prometheusRule.additionalRuleLabels.team=games", "--set",
                "metrics.prometheusRule.disabled={HathoraRoomsDoNotStart,HathoraRoomsUnaccounted}", "--set",
                "metrics.prometheusRule.runbookUrl=https://git.example.com/operator/");

        assertThat(names(rules)).containsExactlyElementsOf(names(all).stream()
                .filter(name -> !List.of("HathoraRoomsDoNotStart", "HathoraRoomsUnaccounted").contains(name))
                .toList());
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.at("/labels/team").asText()).isEqualTo("games");
            assertThat(rule.at("/labels/severity").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .startsWith("https://git.example.com/operator/docs/runbook.md#hathora");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "disabled={HathoraOperatorDwn}      | at '/metrics/prometheusRule/disabled/0': value must be one of 'HathoraOperatorDown'",
        "disabled=HathoraOperatorDown       | at '/metrics/prometheusRule/disabled': got string, want array",
        "additionalRuleLabels.on-call=games | at '/metrics/prometheusRule/additionalRuleLabels': additional properties 'on-call' not allowed",
        "runbookUrl=docs                    | at '/metrics/prometheusRule/runbookUrl'",
    })
    void wrongValuesAreNamed(String value, String message) {
        Result result = template("--set", "metrics.prometheusRule." + value);

        assertThat(result.exitCode()).as(result.out()).isNotZero();
        assertThat(result.out()).contains(message);
    }

    private List<JsonNode> rules(String... values) {
        Result result = template(values);
        assertThat(result.exitCode()).as(result.out()).isZero();
        return new KubernetesSerialization().unmarshal(result.out(), JsonNode.class).at("/spec/groups/0/rules")
                .valueStream().toList();
    }

    private Result template(String... values) {
        return helm.attempt(Stream.concat(Stream.of("template", "rooms", CHART, "-n", "shop", "-s",
                "templates/monitoring.yaml", "--set", "simulator.enabled=true,metrics.prometheusRule.enabled=true"),
                Stream.of(values)).toArray(String[]::new));
    }

    private static List<String> names(List<JsonNode> rules) {
        return rules.stream().map(rule -> rule.get("alert").asText()).toList();
    }
}
