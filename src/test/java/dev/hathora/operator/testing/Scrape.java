package dev.hathora.operator.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Prometheus was told.
 *
 * @param text as it was served
 */
public record Scrape(String text) {
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_:]+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One value of one series. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    /** The types of metrics by their names. */
    public Map<String, String> families() {
        List<MatchResult> found = FAMILY.matcher(text).results().toList();
        return found.stream().collect(Collectors.toMap(match -> match.group(1), match -> match.group(2),
                (one, other) -> one, TreeMap::new));
    }

    /** All that was measured. */
    public List<Sample> samples() {
        List<MatchResult> found = SAMPLE.matcher(text).results().toList();
        return found.stream().map(match -> new Sample(match.group(1), labels(match.group(2)),
                Double.parseDouble(match.group(3).replace("+Inf", "Infinity")))).toList();
    }

    private static Map<String, String> labels(String text) {
        if (text == null) {
            return Map.of();
        }
        List<MatchResult> found = LABEL.matcher(text).results().toList();
        return found.stream().collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
    }

    /** The samples of a series. */
    public List<Sample> samples(String name) {
        return samples().stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The names of series. */
    public Set<String> names() {
        return samples().stream().map(Sample::name).collect(Collectors.toSet());
    }

    /**
     * The sum of all samples of a series with this in its labels; empty: there is none.
     *
     * @param selector a name, and maybe labels, such as {@code hathora_rooms{phase="Active"}}
     */
    public Optional<Double> value(String selector) {
        String name = selector.replaceFirst("\\{.*", "");
        Map<String, String> wanted = labels(selector);
        return samples(name).stream().filter(s -> s.labels().entrySet().containsAll(wanted.entrySet()))
                .map(Sample::value).reduce(Double::sum);
    }
}
