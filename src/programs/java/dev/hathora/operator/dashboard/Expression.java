package dev.hathora.operator.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of Prometheus is about: which series, and which labels of theirs. */
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

    /** A series, with what is asked of its labels. */
    record Selector(String name, List<LabelMatcher> matchers) {}

    /** Every series that is named. */
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

    /** Every label that results are grouped by. */
    Set<String> grouping() {
        Set<String> labels = new HashSet<>();
        GROUPING.matcher(text).results().forEach(m -> Arrays.stream(m.group(2).split(",")).map(String::strip)
                .filter(label -> !label.isEmpty()).forEach(labels::add));
        return labels;
    }
}
