package dev.hathora.operator.dashboard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.dashboard.Dashboard.Panel;
import dev.hathora.operator.dashboard.Dashboard.Target;
import dev.hathora.operator.dashboard.Expression.LabelMatcher;
import dev.hathora.operator.dashboard.Expression.Selector;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.HostOptions.Local;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.testing.LiveMetrics;
import dev.hathora.operator.testing.Scrape;
import dev.hathora.operator.testing.Scrape.Sample;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Alerts and dashboards ask only for what a live operator or host serves: names, labels, and values of labels. */
@LiveMetrics
class ExpressionsTest {
    /** What Prometheus adds itself, from the target. */
    private static final Set<String> TARGET = Set.of("namespace", "job", "pod", "instance");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    /** Labels that may have more values than happened to come up. */
    private static final Map<String, Set<String>> KNOWN = Map.of("reason",
            names(Reason.values(), Reason::conditionReason), "outcome",
            names(ErrorKind.values(), kind -> kind.name().toLowerCase(Locale.ROOT)), "code",
            Set.of("200", "201", "204", "500", "503"), "controller_name", Set.of("hathoraroom", "hathoraroomset"));
    private static final Path FILES = Path.of("helm/hathora-operator/files");

    @SuppressWarnings("NullAway.Init") // before all tests
    private static Scrape host;

    private static <T> Set<String> names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).collect(Collectors.toSet());
    }

    private static Stream<Arguments> expressionsOfTheOperator() throws Exception {
        return expressions("alerts.yaml", Dashboard.OPERATOR);
    }

    private static Stream<Arguments> expressionsOfTheHost() throws Exception {
        return expressions("alerts-host.yaml", Dashboard.HOST);
    }

    private static Stream<Arguments> expressions(String alerts, Path dashboard) throws Exception {
        JsonNode rules = new KubernetesSerialization()
                .unmarshal(Files.readString(FILES.resolve(alerts)), JsonNode.class).at("/groups/0/rules");
        Stream<Panel> panels = Dashboard.read(dashboard).panels().stream();
        return Stream.concat(
                rules.valueStream().map(rule -> arguments(rule.get("alert").asText(), rule.get("expr").asText())),
                panels.flatMap(panel -> panel.targets().stream()
                        .map(target -> arguments(panel.title(), target.expression()))));
    }

    /** A host that leads and has an application, after one call for another one. */
    @BeforeAll
    static void scrapeAHost(@TempDir Path folder) throws Exception {
        Path manifests = Files.createDirectory(folder.resolve("applications"));
        Files.writeString(manifests.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec: {appId: app-2, command: [none]}
                """);
        HostOptions options = new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DatabaseAddress("jdbc:sqlite:" + folder.resolve("records.db"), null, null), () -> "dev-token",
                new PortNumbers(20_000, 20_099), null, 0,
                new Local(manifests, folder.resolve("games"), null, "127.0.0.1"));
        try (Host started = Host.start(options); HttpClient http = HttpClient.newHttpClient()) {
            http.send(HttpRequest.newBuilder(started.uri().resolve("/rooms/v2/app-1/create"))
                    .header("Authorization", "Bearer dev-token").header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"region\":\"Tokyo\"}")).build(), BodyHandlers.discarding());
            host = new Scrape(http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics"
                    .formatted(started.metricsPort()))).build(), BodyHandlers.ofString()).body());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressionsOfTheOperator")
    void askOnlyForWhatTheOperatorServes(String name, String text, Scrape operator) {
        assertServed(text, operator);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressionsOfTheHost")
    void askOnlyForWhatTheHostServes(String name, String text) {
        assertServed(text, host);
    }

    private static void assertServed(String text, Scrape scrape) {
        Expression expression = new Expression(text);
        Set<String> labels = new HashSet<>(TARGET);

        assertThat(expression.selectors()).as(text).isNotEmpty().allSatisfy(selector -> {
            List<Sample> samples = scrape.samples(selector.name());
            assertThat(samples).as("served under the name of %s", selector.name()).isNotEmpty();
            samples.forEach(sample -> labels.addAll(sample.labels().keySet()));
            assertThat(selector.matchers()).allSatisfy(matcher -> assertExists(selector, matcher, samples));
        });
        assertThat(labels).as("labels of what %s is about", text).containsAll(expression.grouping());
    }

    private static void assertExists(Selector selector, LabelMatcher matcher, List<Sample> samples) {
        if (TARGET.contains(matcher.label())) {
            return;
        }
        Set<String> values = samples.stream().map(sample -> sample.labels().getOrDefault(matcher.label(), ""))
                .collect(Collectors.toSet());
        assertThat(values).as("%s of %s", matcher.label(), selector.name()).doesNotContain("");
        values.addAll(KNOWN.getOrDefault(matcher.label(), Set.of()));
        assertThat(values).as("values of %s of %s", matcher.label(), selector.name()).containsAll(matcher.values());
    }

    @Test
    void legendsNameLabelsThatAreGroupedBy() {
        List<Target> targets = dashboards().flatMap(file -> Dashboard.read(file).panels().stream())
                .flatMap(panel -> panel.targets().stream())
                .toList();

        assertThat(targets).hasSizeGreaterThan(50).allSatisfy(target -> assertThat(new Expression(target.expression())
                .grouping()).containsAll(LEGEND.matcher(target.legend()).results().map(m -> m.group(1)).toList()));
    }

    private static Stream<Path> dashboards() {
        return Stream.of(Dashboard.OPERATOR, Dashboard.HOST);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsHaveNamesOfTheirOwnAndDoNotOverlap(Path file) {
        List<Panel> panels = Dashboard.read(file).panels();

        assertThat(panels).extracting(Panel::title).doesNotHaveDuplicates();
        assertThat(panels.stream().flatMap(panel -> Stream.iterate(0, i -> i < panel.place().columns(), i -> i + 1)
                .flatMap(i -> Stream.iterate(0, j -> j < panel.place().lines(), j -> j + 1)
                        .map(j -> List.of(panel.place().column() + i, panel.place().line() + j)))))
                .doesNotHaveDuplicates().allMatch(cell -> cell.getFirst() < 24);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            up                                                        ; up
            sum by (a) (rate(b_total{c="d|e", f!~"g"}[5m])) > 0.2     ; b_total[c, f]
            absent(a) or on (x) b offset 5m unless c{}                ; a b c
            histogram_quantile(0.9, sum by (le) (rate(h_bucket[$__rate_interval]))) ; h_bucket
            max by (x) (a{b="c"}) > on (x) group_left () 0.2 * sum(d) ; a[b] d
            avg_over_time((max(a) or absent(b) * 0)[5m:1m])           ; a b
            scalar(sum(a)) * 60 and count by (y) (b)                  ; a b
            """)
    void areUnderstood(String text, String expected) {
        String found = new Expression(text).selectors().stream().map(selector -> selector.name()
                + (selector.matchers().isEmpty()
                        ? ""
                        : selector.matchers().stream().map(LabelMatcher::label).toList().toString()))
                .collect(Collectors.joining(" "));

        assertThat(found).isEqualTo(expected);
    }
}
