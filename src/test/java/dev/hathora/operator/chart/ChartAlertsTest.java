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

/** What the chart makes of the alerts in its files. */
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
    void withAHostThereAreThoseForItsMetrics() {
        JsonNode groups = groups("--set", "simulator.enabled=false,host.enabled=true,token.value=a");

        assertThat(groups.findValuesAsText("name")).containsExactly("hathora-operator", "hathora-host");
        assertThat(groups.at("/1/rules")).hasSizeGreaterThan(5).allSatisfy(rule -> {
            assertThat(rule.get("alert").asText()).startsWith("HathoraHost");
            assertThat(rule.get("expr").asText())
                    .contains("{namespace=\"shop\",job=\"rooms-hathora-operator-host-metrics\"")
                    .doesNotContain("namespace=\"hathora\"", "job=\"hathora-operator");
        });
        assertThat(groups().findValuesAsText("name")).as("without a host").containsExactly("hathora-operator");
    }

    /** With a long name, the Service's is cut off. */
    @Test
    void theJobIsTheServiceThatIsScraped() {
        String name = "a".repeat(52);
        List<JsonNode> all = Stream.of(helm.run("template", "rooms", CHART, "-n", "shop", "--set",
                "host.enabled=true,token.value=a,metrics.serviceMonitor.enabled=true,metrics.prometheusRule.enabled=true,"
                        + "fullnameOverride=" + name)
                .split("(?m)^---$")).filter(manifest -> !manifest.isBlank())
                .map(manifest -> new KubernetesSerialization().unmarshal(manifest, JsonNode.class)).toList();
        List<JsonNode> services = all.stream().filter(m -> m.at("/kind").asText().equals("Service")).toList();

        assertThat(all).filteredOn(m -> m.at("/kind").asText().equals("ServiceMonitor")).hasSize(2)
                .allSatisfy(monitor -> {
                    JsonNode labels = monitor.at("/spec/selector/matchLabels");
                    List<JsonNode> scraped = services.stream().filter(service -> labels.propertyStream()
                            .allMatch(label -> label.getValue()
                                    .equals(service.at("/metadata/labels").get(label.getKey()))))
                            .toList();
                    assertThat(scraped).as("what is selected by %s", labels).singleElement().satisfies(service -> {
                        assertThat(service.at("/spec/ports").findValuesAsText("name"))
                                .contains(monitor.at("/spec/endpoints/0/port").asText());
                        String job = service.at("/metadata/name").asText();
                        assertThat(job).hasSizeLessThan(64);
                        assertThat(all).filteredOn(m -> m.at("/kind").asText().equals("PrometheusRule"))
                                .singleElement().asString().contains("job=\\\"" + job + "\\\"");
                    });
                });
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
        return groups(values).at("/0/rules").valueStream().toList();
    }

    private JsonNode groups(String... values) {
        Result result = template(values);
        assertThat(result.exitCode()).as(result.out()).isZero();
        return new KubernetesSerialization().unmarshal(result.out(), JsonNode.class).at("/spec/groups");
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
