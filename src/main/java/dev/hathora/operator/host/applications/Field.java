package dev.hathora.operator.host.applications;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A field of a manifest, which may be absent. If its value is invalid, this is added to a list of problems, and the default
 * is returned, so that all problems are found at once.
 *
 * @param path such as {@code spec.regions[0].name}
 * @param value what stands there
 * @param problems what was wrong so far
 * @param strict whether a field that is not known is a problem. An API server has checked the fields of resources, by
 *     rules that may be newer than this program
 */
record Field(String path, JsonNode value, List<String> problems, boolean strict) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,12})(Ki|Mi|Gi|k|M|G)?");
    private static final Pattern CPU = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)(m)?");
    private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1024 * 1024);

    boolean isAbsent() {
        return value.isMissingNode() || value.isNull();
    }

    /** A field of this object, which may be absent. */
    Field get(String name) {
        JsonNode found = value.get(name);
        return new Field(path.isEmpty() ? name : path + "." + name, found == null ? MissingNode.getInstance() : found,
                problems, strict);
    }

    void problem(String whatToDo) {
        problems.add(path + " " + whatToDo);
    }

    private <T> T wrong(String whatToDo, T instead) {
        problem((value.isContainerNode() || isAbsent() ? "" : "is " + value + ": ") + whatToDo);
        return instead;
    }

    /** Reports a value that is not an object, and unknown fields. */
    void requireObject(List<String> known) {
        if (!value.isObject()) {
            problem("has to be an object with fields such as " + known.getFirst());
            return;
        }
        value.fieldNames().forEachRemaining(name -> {
            if (strict && !known.contains(name)) {
                get(name).problem("is not a known field: remove it, or write one of " + String.join(", ", known));
            }
        });
    }

    /** The items of a list. */
    List<Field> items() {
        if (isAbsent()) {
            return List.of();
        }
        if (!value.isArray()) {
            return wrong("has to be a list", List.of());
        }
        List<Field> items = new ArrayList<>();
        for (JsonNode item : value) {
            items.add(new Field(path + "[" + items.size() + "]", item, problems, strict));
        }
        return items;
    }

    /** A text that matches; empty if it is absent or invalid. */
    Optional<String> text(Pattern pattern, String whatToDo) {
        if (isAbsent()) {
            return Optional.empty();
        }
        return value.isTextual() && pattern.matcher(value.textValue()).matches()
                ? Optional.of(value.textValue())
                : wrong(whatToDo, Optional.empty());
    }

    /** Like {@link #text}, but the problem does not contain the value, because it may be a secret. */
    Optional<String> hiddenText(Pattern pattern, String whatToDo) {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (value.isTextual() && pattern.matcher(value.textValue()).matches()) {
            return Optional.of(value.textValue());
        }
        problem(whatToDo);
        return Optional.empty();
    }

    /** A text that must not be absent. */
    String requiredText(Pattern pattern, String whatToDo) {
        if (isAbsent()) {
            problem("is missing: " + whatToDo);
            return "";
        }
        return text(pattern, whatToDo).orElse("");
    }

    /** Any text that can be passed to a program: it must not contain the character U+0000. */
    Optional<String> text() {
        return text(Pattern.compile("[^\0]*"), "write a text, in quotation marks if it looks like a number");
    }

    List<String> texts() {
        return items().stream().flatMap(item -> item.text().stream()).toList();
    }

    /** A boolean. An object, as in Hathora's own API, means true. */
    boolean flag(boolean otherwise) {
        if (isAbsent()) {
            return otherwise;
        }
        return value.isObject() || (value.isBoolean() ? value.booleanValue() : wrong("write true or false", otherwise));
    }

    int number(int least, int most, int otherwise) {
        if (isAbsent()) {
            return otherwise;
        }
        return value.isInt() && value.intValue() >= least && value.intValue() <= most
                ? value.intValue()
                : wrong("write a whole number from " + least + " to " + most, otherwise);
    }

    Duration duration(Duration otherwise) {
        if (isAbsent()) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(value.asText());
        if (!matcher.matches()) {
            return wrong("write a duration such as 250ms, 30s, 5m or 1h", otherwise);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** A number of cores, written as in Kubernetes: {@code 0.5} or {@code 500m}. */
    double cores(double otherwise) {
        if (isAbsent()) {
            return otherwise;
        }
        Matcher matcher = CPU.matcher(value.asText());
        double cores = matcher.matches()
                ? Double.parseDouble(matcher.group(1)) / (matcher.group(2) == null ? 1 : 1000)
                : 0;
        return cores > 0 ? cores : wrong("write a number of cores such as 0.5 or 500m", otherwise);
    }

    /** An amount of memory, written as in Kubernetes; returned in MiB. */
    int mebibytes(int otherwise) {
        if (isAbsent()) {
            return otherwise;
        }
        Matcher matcher = MEMORY.matcher(value.asText());
        if (matcher.matches()) {
            BigDecimal unit = BigDecimal.valueOf(switch (matcher.group(2)) {
                case "Ki" -> 1L << 10;
                case "Mi" -> 1L << 20;
                case "Gi" -> 1L << 30;
                case "k" -> 1_000L;
                case "M" -> 1_000_000L;
                case "G" -> 1_000_000_000L;
                case null, default -> 1L;
            });
            BigDecimal mebibytes = new BigDecimal(matcher.group(1)).multiply(unit).divideToIntegralValue(MEBIBYTE);
            if (mebibytes.signum() > 0 && mebibytes.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
                return mebibytes.intValue();
            }
        }
        return wrong("write an amount of memory such as 512Mi or 2Gi", otherwise);
    }

    /** One of several names. */
    Optional<String> oneOf(Stream<String> names) {
        List<String> all = names.toList();
        return text(Pattern.compile(String.join("|", all)), "write one of " + String.join(", ", all));
    }
}
