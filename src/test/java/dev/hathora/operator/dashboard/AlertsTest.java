package dev.hathora.operator.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.dashboard.Expression.LabelMatcher;
import dev.hathora.operator.testing.CommandLineTool;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The alerts of the chart, for the operator and for the host, tested by promtool where there is one. */
class AlertsTest {
    private static final Path FILES = Path.of("helm/hathora-operator/files");
    private static final Path OPERATOR = FILES.resolve("alerts.yaml");
    private static final Path HOST = FILES.resolve("alerts-host.yaml");
    private static final Path TESTS = Path.of("src/test/prometheus");
    private static final Path RUNBOOK = Path.of("docs/runbook.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (\\w+)$");
    private static final Pattern EXPECTED = Pattern.compile("alertname=\"(\\w+)\", severity=\"(\\w+)\"");

    @Test
    void promtoolTakesTheRules() throws Exception {
        promtool("check", "rules", OPERATOR.toString(), HOST.toString());
    }

    static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("tests")
    void eachFiresWhenItShouldAndThenOnly(Path test) throws Exception {
        promtool("test", "rules", test.toString());
    }

    /** What is shown of each, where these series were so for an hour. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    HathoraOperatorDown        | critical |                    | hathora_leader{} 0 | No Hathora operator is active in hathora
                    HathoraOperatorsCompete    | warning  |                    | hathora_leader{pod="a"} 1; hathora_leader{pod="b"} 1 | 2 Hathora operators are active at the same time in hathora
                    HathoraRoomsNotLookedAfter | critical |                    | hathora_rooms_overdue{} 3 | 3 resources have not been polled or reconciled for a long time, although Hathora answers
                    HathoraOperatorFails       | warning  |                    | reconciliations_failure_total{controller_name="hathoraroom"} 0+12 | Requests of the Hathora operator to Kubernetes fail
                    HathoraResourceLoops       | warning  |                    | hathora_reconciles_delayed_total{} 0+60 | The Hathora operator reconciles a resource again and again in hathora
                    HathoraNamespaceUnreadable | warning  | watched_namespace: games | hathora_namespace_readable{watched_namespace="games"} 0; hathora_namespace_readable{watched_namespace="shop"} 1 | The Hathora operator can't read the namespace games
                    HathoraNamespaceUnreadable | critical |                    | hathora_namespace_readable{watched_namespace="*"} 0 | The Hathora operator in hathora can't read any namespace
                    HathoraUnreachable         | critical |                    | hathora_calls_held_back{obstacle="down"} 1 | All calls to Hathora fail
                    HathoraCallsFail           | warning  | operation: createRoom | hathora_calls_seconds_count{operation="createRoom",outcome="success"} 0+2; hathora_calls_seconds_count{operation="createRoom",outcome="transient"} 0+1 | 33.33% of the calls of createRoom to Hathora fail
                    HathoraCallsHeldBack       | warning  | obstacle: throttled | hathora_calls_held_back{obstacle="throttled"} 1 | Calls to Hathora are held back: throttled
                    HathoraRefusesCredentials  | critical | reason: CredentialsInvalid | hathora_rooms_stalled{reason="CredentialsInvalid"} 5; hathora_rooms{} 9 | 5 rooms, more than a fifth, can't be managed: CredentialsInvalid
                    HathoraRefusesCredentials  | warning  | reason: Forbidden  | hathora_rooms_stalled{reason="Forbidden"} 1; hathora_rooms{} 5 | 1 rooms can't be managed: Forbidden
                    HathoraRoomsStalled        | warning  | reason: InvalidSpec | hathora_rooms_stalled{reason="InvalidSpec"} 2 | 2 rooms are stalled until a user acts: InvalidSpec
                    HathoraRoomSetStalled      | warning  | reason: RoomRefused | hathora_room_sets{reason="RoomRefused"} 2; hathora_room_sets{reason="Complete"} 7 | 2 sets of rooms are stalled until a user acts: RoomRefused
                    HathoraRoomsMissing        | critical | application: app-1 | hathora_rooms_missing{application="app-1"} 6 | 6 rooms of app-1, most of them, are answered 404 at the same time
                    HathoraRoomsSlow           | warning  |                    | hathora_room_time_to_ready_seconds_count{} 0+5; hathora_room_time_to_ready_seconds_bucket{le="60"} 0; hathora_room_time_to_ready_seconds_bucket{le="120"} 0+5; hathora_room_time_to_ready_seconds_bucket{le="+Inf"} 0+5 | One in ten rooms takes 1m 54s or longer until players can connect
                    HathoraRoomsDoNotStart     | critical |                    | hathora_rooms_ready{reason="Scheduling"} 7; hathora_rooms{} 21 | 7 rooms, more than a fifth, wait for a process, and none becomes ready
                    HathoraRoomsDoNotStart     | warning  |                    | hathora_rooms_ready{reason="Starting"} 2; hathora_rooms{} 500 | 2 rooms wait for a process, and none becomes ready
                    HathoraRoomsNotDeleted     | warning  |                    | hathora_deletion_age_seconds{} 4800 | A HathoraRoom has been terminating for 1h 20m 0s
                    HathoraRoomsUnaccounted    | info     | application: app-1 | hathora_rooms_unaccounted{application="app-1"} 2 | 2 rooms in app-1 run without a resource
                    HathoraHostDown            | critical |                    | hathora_host_leader{} 0 | No Hathora host leads in hathora
                    HathoraHostDatabaseUnavailable | critical |                    | hikaricp_connections_timeout_total{pool="connections"} 0+30; hikaricp_connections_acquire_seconds_count{pool="connections"} 0+40 | 75% of the requests for a database connection get none in 5 s
                    HathoraHostDatabaseSlow    | warning  | pool: writer       | hikaricp_connections_acquire_seconds_sum{pool="writer"} 0+60; hikaricp_connections_acquire_seconds_count{pool="writer"} 0+120 | Calls of the host wait 500ms on average for a database connection
                    HathoraHostCallsFail       | warning  | operation: createRoom | hathora_host_requests_seconds_count{operation="createRoom",code="201"} 0+3; hathora_host_requests_seconds_count{operation="createRoom",code="503"} 0+1 | The host answers 25% of the calls of createRoom with 5xx
                    HathoraHostFull            | critical | application: app-1 | hathora_host_placements_total{application="app-1",kind="warm"} 0+1; hathora_host_placements_total{application="app-1",kind="refused"} 0+3; hathora_host_placements_total{application="app-2",kind="warm"} 0+2 | Many rooms find no place, 75% of those of app-1
                    HathoraHostFull            | warning  | application: app-1 | hathora_host_placements_total{application="app-1",kind="refused"} 0+1; hathora_host_placements_total{application="app-2",kind="warm"} 0+9 | 100% of the new rooms of app-1 find no place
                    HathoraHostGamesDoNotStart | critical |                    | hathora_host_starts_total{} 0+2; hathora_host_process_start_seconds_count{} 0; hathora_host_failures_total{} 0+2 | 100% of the started game servers fail before they bind their port
                    HathoraHostGamesDoNotStart | warning  |                    | hathora_host_starts_total{} 0+4; hathora_host_process_start_seconds_count{} 0+3; hathora_host_failures_total{} 0+1 | 25% of the started game servers fail before they bind their port
                    HathoraHostProcessesStuck  | critical |                    | hathora_host_processes{state="starting"} 2; hathora_host_processes{state="running"} 3 | 2 processes, more than a fifth, are starting, and none becomes ready
                    HathoraHostProcessesStuck  | warning  |                    | hathora_host_processes{state="starting"} 1; hathora_host_processes{state="running"} 9 | 1 processes are starting, and none becomes ready
                    """)
    void eachIsShownWithWhatItIsAbout(String alert, String severity, @Nullable String labels, String series,
            String summary, @TempDir Path directory) throws Exception {
        JsonNode rule = rules().stream().filter(r -> r.get("alert").asText().equals(alert)
                && r.at("/labels/severity").asText().equals(severity)).findFirst().orElseThrow();
        String job = job(alert.startsWith("HathoraHost") ? HOST : OPERATOR);
        String input = Stream.of(series.split("; ")).map(one -> one.split("\\{|} ")).map(parts -> """
                    - {series: '%s{%s,namespace="hathora",job="%s"}', values: '%sx60'}
                """.formatted(parts[0], parts[1], job, parts[2].contains("+") ? parts[2] : parts[2] + "+0"))
                .collect(Collectors.joining()).replace("{,", "{");
        Path test = Files.writeString(directory.resolve("shown.yaml"),
                """
                        rule_files: [%s, %s]
                        tests:
                        - interval: 1m
                          input_series:
                        %s  alert_rule_test:
                          - eval_time: 60m
                            alertname: %s
                            exp_alerts:
                            - exp_labels: {severity: %s, namespace: hathora, job: %s%s}
                              exp_annotations: %s
                        """.formatted(OPERATOR.toAbsolutePath(), HOST.toAbsolutePath(), input, alert, severity, job,
                        labels == null ? "" : ", " + labels,
                        ((ObjectNode) rule.get("annotations").deepCopy()).put("summary", summary)));

        promtool("test", "rules", test.toString());
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
        Set<String> expected = new HashSet<>();
        for (Path test : tests()) {
            EXPECTED.matcher(Files.readString(test)).results()
                    .forEach(match -> expected.add(match.group(1) + " " + match.group(2)));
        }

        assertThat(rules()).extracting(rule -> rule.get("alert").asText() + " " + rule.at("/labels/severity").asText())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachSaysWhatIsWrongAndWhatToDo() throws IOException {
        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(rule.path("for").asText()).matches("\\d+m");
            assertThat(rule.at("/annotations/summary").asText()).hasSizeBetween(20, 100).doesNotEndWith(".");
            assertThat(rule.at("/annotations/description").asText()).hasSizeBetween(80, 400).endsWith(".")
                    .as("is the same for all of them").doesNotContain("{{");
        });
    }

    @Test
    void eachHasItsSectionInTheRunbook() throws IOException {
        List<String> sections = HEADING.matcher(Files.readString(RUNBOOK)).results().map(heading -> heading.group(1))
                .toList();

        assertThat(names()).containsExactlyElementsOf(sections);
        assertThat(rules()).allSatisfy(rule -> assertThat(rule.at("/annotations/runbook_url").asText())
                .isEqualTo(RUNBOOK + "#" + rule.get("alert").asText().toLowerCase(Locale.ROOT)));
    }

    /** The chart puts its release in the place of these. */
    @ParameterizedTest
    @ValueSource(strings = {"alerts.yaml", "alerts-host.yaml"})
    void eachIsAboutOneReleaseAlone(String name) throws IOException {
        Path file = FILES.resolve(name);

        assertThat(rules(file)).isNotEmpty()
                .allSatisfy(rule -> assertThat(new Expression(rule.get("expr").asText()).selectors())
                        .allSatisfy(selector -> assertThat(selector.matchers()).startsWith(
                                new LabelMatcher("namespace", List.of("hathora")),
                                new LabelMatcher("job", List.of(job(file))))));
    }

    /** The Service whose series they are about. */
    private static String job(Path file) {
        return file.equals(HOST) ? "hathora-operator-host-metrics" : "hathora-operator";
    }

    @Test
    void eachCanBeSwitchedOff() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Path.of("helm/hathora-operator/values.schema.json").toFile());

        assertThat(
                schema.at("/properties/metrics/properties/prometheusRule/properties/disabled/items/enum").valueStream()
                        .map(JsonNode::asText))
                .containsExactlyElementsOf(names());
    }

    private static List<String> names() throws IOException {
        return rules().stream().map(rule -> rule.get("alert").asText()).distinct().toList();
    }

    private static List<JsonNode> rules() throws IOException {
        return Stream.concat(rules(OPERATOR).stream(), rules(HOST).stream()).toList();
    }

    private static List<JsonNode> rules(Path file) throws IOException {
        return new KubernetesSerialization().unmarshal(Files.readString(file), JsonNode.class)
                .at("/groups/0/rules").valueStream().toList();
    }
}
