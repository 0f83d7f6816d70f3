package dev.hathora.operator.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Faults as JSON: one object, or a list. Brackets contain the default values.
 *
 * <table>
 * <caption>Every fault</caption>
 * <tr><td>{@code operation}</td><td>Hathora's name, such as {@code createRoom}, or {@code *} [{@code *}]</td></tr>
 * <tr><td>{@code roomId}</td><td>only calls for this room [all]</td></tr>
 * <tr><td>{@code probability}</td><td>above 0, up to 1 [1]</td></tr>
 * <tr><td>{@code times}</td><td>how many calls; 0: no limit [0]</td></tr>
 * <tr><td>{@code kind}</td><td>one of the following</td></tr>
 * </table>
 * <table>
 * <caption>Kinds and their fields</caption>
 * <tr><td>{@code status}</td><td>{@code status} 400 to 599, {@code message} [simulated fault],
 *     {@code retryAfterSeconds} [not sent], {@code retryAfterDate}: that as a date [false], {@code applied}
 *     [false]</td></tr>
 * <tr><td>{@code delay}</td><td>{@code beforeMs} [0], {@code afterMs} [0]</td></tr>
 * <tr><td>{@code dropBeforeCommit}</td><td>none</td></tr>
 * <tr><td>{@code dropAfterCommit}</td><td>none</td></tr>
 * <tr><td>{@code lateCommit}</td><td>{@code afterMs}, {@code status} 400 to 599 [0: cut]</td></tr>
 * <tr><td>{@code malformedBody}</td><td>{@code body}: {@code html}, {@code truncatedJson}, {@code oversized} or
 *     {@code empty}</td></tr>
 * <tr><td>{@code trickle}</td><td>{@code overMs}: how long the body takes</td></tr>
 * <tr><td>{@code hiddenRoom}</td><td>{@code forMs}: how long reads don't know the room; with {@code createRoom}</td></tr>
 * <tr><td>{@code wrongList}</td><td>{@code list}: {@code partial}, {@code empty} or {@code foreign}; with an operation
 *     that lists rooms</td></tr>
 * <tr><td>{@code lateList}</td><td>{@code byMs}: as of how long ago; with an operation that lists rooms</td></tr>
 * </table>
 */
final class FaultFormat {
    /** Reads the JSON of faults. Its error messages say what to write instead. */
    static final String HELP = """
            send one fault or a list of faults, such as {"operation": "createRoom", "kind": "status", "status": 503, \
            "probability": 0.5, "times": 3, "roomId": "r1"}; kinds: status (status, message, retryAfterSeconds, \
            retryAfterDate, applied), delay (beforeMs, afterMs), dropBeforeCommit, dropAfterCommit, lateCommit (afterMs, status), \
            malformedBody (body: html, truncatedJson, oversized or empty), trickle (overMs), hiddenRoom (forMs), wrongList (list: \
            partial, empty or foreign), lateList (byMs); operation is a name of Hathora's or *""";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> COMMON = Set.of("operation", "roomId", "probability", "times", "kind");

    private FaultFormat() {}

    /**
     * Reads faults.
     *
     * @throws IllegalArgumentException with a message that says what is wrong
     */
    static List<Fault> parse(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
        List<Fault> faults = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(item -> faults.add(fault(item)));
        } else {
            faults.add(fault(json));
        }
        return faults;
    }

    private static Fault fault(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("a fault is a JSON object");
        }
        return new Fault(operation(string(json, "operation", "*")), kind(json), string(json, "roomId", null),
                number(json, "probability", 1), integer(json, "times", 0));
    }

    private static @Nullable Operation operation(@Nullable String name) {
        if ("*".equals(name)) {
            return null;
        }
        return Arrays.stream(Operation.values()).filter(operation -> operation.hathoraName().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no operation " + name));
    }

    private static FaultKind kind(JsonNode json) {
        String kind = String.valueOf(string(json, "kind", null));
        return switch (kind) {
            case "status" -> {
                requireOnly(json, "status", "message", "retryAfterSeconds", "retryAfterDate", "applied");
                int retryAfter = integer(json, "retryAfterSeconds", 0);
                yield new FaultKind.Status(integer(json, "status", 0),
                        String.valueOf(string(json, "message", "simulated fault")),
                        retryAfter == 0 ? null : Duration.ofSeconds(retryAfter), flag(json, "applied"),
                        flag(json, "retryAfterDate"));
            }
            case "delay" -> {
                requireOnly(json, "beforeMs", "afterMs");
                yield new FaultKind.Delay(milliseconds(json, "beforeMs"), milliseconds(json, "afterMs"));
            }
            case "dropBeforeCommit" -> {
                requireOnly(json);
                yield new FaultKind.DropBeforeCommit();
            }
            case "dropAfterCommit" -> {
                requireOnly(json);
                yield new FaultKind.DropAfterCommit();
            }
            case "lateCommit" -> {
                requireOnly(json, "afterMs", "status");
                yield new FaultKind.LateCommit(milliseconds(json, "afterMs"), integer(json, "status", 0));
            }
            case "malformedBody" -> {
                requireOnly(json, "body");
                yield new FaultKind.MalformedBody(body(string(json, "body", null)));
            }
            case "trickle" -> {
                requireOnly(json, "overMs");
                yield new FaultKind.Trickle(milliseconds(json, "overMs"));
            }
            case "hiddenRoom" -> {
                requireOnly(json, "forMs");
                yield new FaultKind.HiddenRoom(milliseconds(json, "forMs"));
            }
            case "wrongList" -> {
                requireOnly(json, "list");
                yield new FaultKind.WrongList(lie(string(json, "list", null)));
            }
            case "lateList" -> {
                requireOnly(json, "byMs");
                yield new FaultKind.LateList(milliseconds(json, "byMs"));
            }
            default -> throw new IllegalArgumentException("there is no kind " + kind);
        };
    }

    private static FaultKind.Lie lie(@Nullable String name) {
        return switch (String.valueOf(name)) {
            case "partial" -> FaultKind.Lie.PARTIAL;
            case "empty" -> FaultKind.Lie.EMPTY;
            case "foreign" -> FaultKind.Lie.FOREIGN;
            default -> throw new IllegalArgumentException("there is no wrong list " + name);
        };
    }

    private static FaultKind.Body body(@Nullable String name) {
        return switch (String.valueOf(name)) {
            case "html" -> FaultKind.Body.HTML;
            case "truncatedJson" -> FaultKind.Body.TRUNCATED_JSON;
            case "oversized" -> FaultKind.Body.OVERSIZED;
            case "empty" -> FaultKind.Body.EMPTY;
            default -> throw new IllegalArgumentException("there is no malformed body " + name);
        };
    }

    /** A misspelled field would otherwise result in a different fault than intended. */
    private static void requireOnly(JsonNode json, String... ofThisKind) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!COMMON.contains(name) && !Arrays.asList(ofThisKind).contains(name)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "kind %s has no field %s", json.get("kind").asText(), name));
            }
        }
    }

    private static Duration milliseconds(JsonNode json, String field) {
        int milliseconds = integer(json, field, 0);
        if (milliseconds < 0) {
            throw new IllegalArgumentException(field + " must not be negative");
        }
        return Duration.ofMillis(milliseconds);
    }

    private static @Nullable String string(JsonNode json, String field, @Nullable String otherwise) {
        JsonNode value = json.get(field);
        if (value == null) {
            return otherwise;
        }
        require(value.isTextual(), field, "a string");
        return value.textValue();
    }

    private static int integer(JsonNode json, String field, int otherwise) {
        JsonNode value = json.get(field);
        require(value == null || value.isInt(), field, "a whole number");
        return value == null ? otherwise : value.intValue();
    }

    private static double number(JsonNode json, String field, double otherwise) {
        JsonNode value = json.get(field);
        require(value == null || value.isNumber(), field, "a number");
        return value == null ? otherwise : value.doubleValue();
    }

    private static boolean flag(JsonNode json, String field) {
        JsonNode value = json.get(field);
        require(value == null || value.isBoolean(), field, "true or false");
        return value != null && value.booleanValue();
    }

    private static void require(boolean condition, String field, String what) {
        if (!condition) {
            throw new IllegalArgumentException(field + " must be " + what);
        }
    }
}
