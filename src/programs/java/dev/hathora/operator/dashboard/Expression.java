package dev.hathora.operator.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The series and labels in a Prometheus expression. */
record Expression(String text) {
    private static final Pattern SELECTOR = Pattern
            .compile("(?<![\\w.])([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)})?(?!\\w|\\s*\\()");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|without|on|ignoring|group_left)\\s*\\(([^)]*)\\)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "inf", "nan");

    /**
     * What labels are compared with.
     *
     * @param values the alternatives
     */
    record LabelMatcher(String label, List<String> values) {}

    /** A series with its label matchers. */
    record Selector(String name, List<LabelMatcher> matchers) {}

    /** All series in the expression. */
    List<Selector> selectors() {
        String bare = GROUPING.matcher(text).replaceAll(" ").replaceAll("\\[[^\\]]*]", " ");
        List<Selector> selectors = new ArrayList<>();
        Matcher found = SELECTOR.matcher(bare);
        while (found.find()) {
            if (!WORDS.contains(found.group(1))) {
                selectors.add(new Selector(found.group(1), matchers(found.group(2))));
            }
        }
        return selectors;
    }

    private static List<LabelMatcher> matchers(String braces) {
        return braces == null
                ? List.of()
                : MATCHER.matcher(braces).results()
                        .map(m -> new LabelMatcher(m.group(1), List.of(m.group(3).split("\\|")))).toList();
    }

    /** All labels by which results are grouped. */
    Set<String> grouping() {
        Set<String> labels = new HashSet<>();
        GROUPING.matcher(text).results().forEach(m -> Arrays.stream(m.group(2).split(",")).map(String::strip)
                .filter(label -> !label.isEmpty()).forEach(labels::add));
        return labels;
    }
}
