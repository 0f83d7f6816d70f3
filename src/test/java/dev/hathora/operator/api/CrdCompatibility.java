package dev.hathora.operator.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a newer CRD is compatible with a released one: everything that was valid stays valid, and every stored or
 * readable field keeps its name.
 */
final class CrdCompatibility {
    /** Rules that may be stricter than in the release, because the values they reject never worked. */
    private static final Set<String> NEVER_WORKED = Set.of(
            // more keys than fit into the 10,000 characters that Hathora takes
            "v1alpha1.spec.roomConfigJson: maxProperties is lower");

    private final List<String> problems = new ArrayList<>();

    private CrdCompatibility() {}

    /** All incompatibilities of the newer CRD. Empty if there are none. */
    static List<String> problems(JsonNode released, JsonNode newer) {
        CrdCompatibility comparison = new CrdCompatibility();
        comparison.compare(released.get("spec"), newer.get("spec"));
        return comparison.problems.stream().filter(problem -> !NEVER_WORKED.contains(problem)).toList();
    }

    private void compare(JsonNode released, JsonNode newer) {
        unchanged("", "group", released, newer);
        unchanged("", "scope", released, newer);
        for (String name : List.of("kind", "plural", "singular")) {
            unchanged("names", name, released.get("names"), newer.get("names"));
        }
        for (String names : List.of("shortNames", "categories")) {
            missing("names." + names, released.at("/names/" + names), newer.at("/names/" + names));
        }
        for (JsonNode version : released.get("versions")) {
            String name = version.get("name").asText();
            JsonNode now = named(newer.get("versions"), name);
            if (now == null || (version.get("served").asBoolean() && !now.get("served").asBoolean())) {
                problems.add(name + " is not served any more");
                continue;
            }
            if (version.get("storage").asBoolean() && !now.get("storage").asBoolean()) {
                problems.add(name + " is not stored any more, and there is no conversion");
            }
            if (version.at("/subresources").has("status") && !now.at("/subresources").has("status")) {
                problems.add(name + " has no subresource status any more");
            }
            if (version.at("/subresources").has("scale")) {
                unchanged(name + ".subresources", "scale", version.get("subresources"), now.path("subresources"));
            }
            compareSchema(name, version.at("/schema/openAPIV3Schema"), now.at("/schema/openAPIV3Schema"));
        }
    }

    private void compareSchema(String path, JsonNode released, JsonNode newer) {
        // what is filled in where nothing was counts for what is stored too; status is nobody's but the operator's
        if (released.has("default") || !path.endsWith(".status")) {
            unchanged(path, "default", released, newer);
        }
        for (String keyword : List.of("type", "x-kubernetes-preserve-unknown-fields",
                "x-kubernetes-int-or-string", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
                "x-kubernetes-map-type")) {
            unchanged(path, keyword, released, newer);
        }
        for (String keyword : List.of("pattern", "format")) {
            if (newer.has(keyword)) {
                unchanged(path, keyword, released, newer);
            }
        }
        if (newer.has("enum")) {
            if (released.has("enum")) {
                missing(path + ".enum", released.get("enum"), newer.get("enum"));
            } else {
                problems.add(path + " has an enum now");
            }
        }
        for (String maximum : List.of("maxLength", "maxItems", "maximum", "maxProperties")) {
            if (newer.has(maximum) && (!released.has(maximum)
                    || newer.get(maximum).asDouble() < released.get(maximum).asDouble())) {
                problems.add(path + ": " + maximum + " is lower");
            }
        }
        for (String minimum : List.of("minLength", "minItems", "minimum", "minProperties")) {
            if (newer.has(minimum) && (!released.has(minimum)
                    || newer.get(minimum).asDouble() > released.get(minimum).asDouble())) {
                problems.add(path + ": " + minimum + " is higher");
            }
        }
        if (released.path("nullable").asBoolean() && !newer.path("nullable").asBoolean()) {
            problems.add(path + " may not be null any more");
        }
        missing(path + ".required: new", newer.path("required"), released.path("required"));
        missing(path + ": a new rule", rules(newer), rules(released));
        for (var property : released.path("properties").properties()) {
            JsonNode now = newer.path("properties").path(property.getKey());
            if (now.isMissingNode()) {
                problems.add(path + "." + property.getKey() + " is gone");
            } else {
                compareSchema(path + "." + property.getKey(), property.getValue(), now);
            }
        }
        for (String nested : List.of("items", "additionalProperties")) {
            if (released.path(nested).isObject()) {
                compareSchema(path + "[]", released.get(nested), newer.path(nested));
            }
        }
    }

    /** What a rule says may change, what it asks for may not. */
    private static Set<String> rules(JsonNode schema) {
        Set<String> rules = new TreeSet<>();
        schema.path("x-kubernetes-validations").forEach(rule -> rules.add(rule.get("rule").asText()));
        return rules;
    }

    private void missing(String what, Iterable<JsonNode> before, Iterable<JsonNode> now) {
        missing(what, texts(before), texts(now));
    }

    private void missing(String what, Set<String> before, Set<String> now) {
        before.stream().filter(value -> !now.contains(value)).forEach(value -> problems.add(what + ": " + value));
    }

    private static Set<String> texts(Iterable<JsonNode> nodes) {
        Set<String> texts = new TreeSet<>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private void unchanged(String path, String keyword, JsonNode released, JsonNode newer) {
        if (!released.path(keyword).equals(newer.path(keyword))) {
            problems.add("%s: %s was %s and is %s".formatted(path, keyword, released.path(keyword),
                    newer.path(keyword)));
        }
    }

    private static @Nullable JsonNode named(Iterable<JsonNode> nodes, String name) {
        for (JsonNode node : nodes) {
            if (node.get("name").asText().equals(name)) {
                return node;
            }
        }
        return null;
    }
}
