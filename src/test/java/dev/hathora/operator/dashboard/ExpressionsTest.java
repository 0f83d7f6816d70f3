package dev.hathora.operator.dashboard;

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
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.testing.LiveMetrics;
import dev.hathora.operator.testing.Scrape;
import dev.hathora.operator.testing.Scrape.Sample;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Alerts and dashboard ask only for what a live operator serves: names, labels, and values of labels. */
@LiveMetrics
class ExpressionsTest {
    /** What Prometheus adds itself, from the target. */
    private static final Set<String> TARGET = Set.of("namespace", "job", "pod", "instance");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    /** Labels that may have more values than happened to come up. */
    private static final Map<String, Set<String>> KNOWN = Map.of("reason",
            names(Reason.values(), Reason::conditionReason), "outcome",
            names(ErrorKind.values(), kind -> kind.name().toLowerCase(Locale.ROOT)));

    private static <T> Set<String> names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).collect(Collectors.toSet());
    }

    private static Stream<Arguments> expressions() throws Exception {
        JsonNode rules = new KubernetesSerialization().unmarshal(
                Files.readString(Path.of("helm/hathora-operator/files/alerts.yaml")), JsonNode.class)
                .at("/groups/0/rules");
        Stream<Panel> panels = Dashboard.read().panels().stream();
        return Stream.concat(
                rules.valueStream().map(rule -> arguments(rule.get("alert").asText(), rule.get("expr").asText())),
                panels.flatMap(panel -> panel.targets().stream()
                        .map(target -> arguments(panel.title(), target.expression()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressions")
    void askOnlyForWhatIsServed(String name, String text, Scrape scrape) {
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
        List<Target> targets = Dashboard.read().panels().stream().flatMap(panel -> panel.targets().stream()).toList();

        assertThat(targets).hasSizeGreaterThan(30).allSatisfy(target -> assertThat(new Expression(target.expression())
                .grouping()).containsAll(LEGEND.matcher(target.legend()).results().map(m -> m.group(1)).toList()));
    }

    @Test
    void panelsHaveNamesOfTheirOwnAndDoNotOverlap() {
        List<Panel> panels = Dashboard.read().panels();

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
