package dev.hathora.operator.roomset;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Says whether two templates are the same. A changed hash replaces all rooms of a set, so it must not change for a
 * template that means the same: the order of keys does not count, nor do fields that are null, empty, or have their
 * default. So neither an API server that fills in defaults nor a new version of the CRD starts a rollout.
 *
 * @param defaults the defaults of the template's fields, in a tree of the template's shape
 * @param verbatim fields with JSON of a user's own, such as {@code /spec/roomConfigJson}: in these, null and empty
 *     values mean something
 */
public record TemplateHash(JsonNode defaults, Set<JsonPointer> verbatim) {
    private static final int LENGTH = 10;
    private static final JsonPointer ROOT = JsonPointer.empty();

    /** The hash: 10 hexadecimal digits, a valid label value. */
    public String of(JsonNode template) {
        JsonNode meaning = meaning(template, defaults, ROOT);
        return ShortHash.of(meaning == null ? "" : meaning.toString(), LENGTH);
    }

    /** What the value means, in one form; null if it means the same as its absence. */
    private @Nullable JsonNode meaning(JsonNode value, JsonNode standard, JsonPointer at) {
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        if (verbatim.contains(at)) {
            return inOneForm(value);
        }
        JsonNode form = value.isObject() ? fields(value, standard, at) : inOneForm(value);
        boolean absent = (form.isContainerNode() && form.isEmpty())
                || form.equals(meaning(standard, JsonNodeFactory.instance.missingNode(), at));
        return absent ? null : form;
    }

    private ObjectNode fields(JsonNode value, JsonNode standard, JsonPointer at) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        value.properties().forEach(field -> {
            JsonNode meaning = meaning(field.getValue(), standard.path(field.getKey()),
                    at.appendProperty(field.getKey()));
            if (meaning != null) {
                sorted.put(field.getKey(), meaning);
            }
        });
        return JsonNodeFactory.instance.objectNode().setAll(sorted);
    }

    /** The value with sorted keys, and numbers in one notation. */
    private static JsonNode inOneForm(JsonNode value) {
        if (value.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            value.properties().forEach(field -> sorted.put(field.getKey(), inOneForm(field.getValue())));
            return JsonNodeFactory.instance.objectNode().setAll(sorted);
        }
        if (value.isArray()) {
            ArrayNode elements = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> elements.add(inOneForm(element)));
            return elements;
        }
        return value instanceof NumericNode number && !number.isNaN()
                ? DecimalNode.valueOf(number.decimalValue().stripTrailingZeros())
                : value;
    }
}
