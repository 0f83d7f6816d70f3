package dev.hathora.operator.controller.roomset;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The label selector that limits which resources the operator watches, evaluated here. A room that does not match is
 * not in the cache, and its set would create another one in its place.
 */
final class WatchSelector {
    private static final Pattern SET_BASED = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^\\s!=]+)\\s*(==|=|!=)\\s*(\\S*)");
    /** Commas outside of parentheses. */
    private static final Pattern BETWEEN = Pattern.compile(",(?![^(]*\\))");

    private final String text;
    private final List<Predicate<Map<String, String>>> requirements;

    /** @param text as in {@code WATCH_SELECTOR}; null or empty: everything matches */
    WatchSelector(@Nullable String text) {
        this.text = Objects.requireNonNullElse(text, "");
        requirements = BETWEEN.splitAsStream(this.text).map(String::strip).filter(part -> !part.isEmpty())
                .map(WatchSelector::requirement).toList();
    }

    String text() {
        return text;
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }

    private static Predicate<Map<String, String>> requirement(String part) {
        Matcher set = SET_BASED.matcher(part);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Stream.of(set.group(3).split(",")).map(String::strip).collect(Collectors.toSet());
            return set.group(2).equals("in")
                    ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
                    : labels -> !values.contains(labels.get(key));
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            return equality.group(2).equals("!=")
                    ? labels -> !value.equals(labels.get(key))
                    : labels -> value.equals(labels.get(key));
        }
        return part.startsWith("!")
                ? labels -> !labels.containsKey(part.substring(1).strip())
                : labels -> labels.containsKey(part);
    }
}
