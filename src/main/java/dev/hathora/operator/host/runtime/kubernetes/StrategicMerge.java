package dev.hathora.operator.host.runtime.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Merges a patch over a Pod as {@code kubectl patch --type strategic} does. Objects are merged field by field, and null
 * removes a field. The lists below are merged item by item; every other list of the patch replaces the list of the Pod.
 * {@code $patch: delete} removes an item or object, {@code $patch: replace} replaces the whole list or object.
 */
final class StrategicMerge {
    /** The field that identifies an item, by the name of the list: the patch merge keys of Kubernetes' PodSpec. */
    private static final Map<String, String> KEYS = Map.ofEntries(Map.entry("containers", "name"),
            Map.entry("initContainers", "name"), Map.entry("ephemeralContainers", "name"), Map.entry("env", "name"),
            Map.entry("ports", "containerPort"), Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumeDevices", "devicePath"), Map.entry("volumes", "name"),
            Map.entry("imagePullSecrets", "name"), Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"), Map.entry("resourceClaims", "name"),
            Map.entry("schedulingGates", "name"), Map.entry("claims", "name"));
    private static final String PORTS = "ports";
    private static final String PROTOCOL = "protocol";
    private static final String DIRECTIVE = "$patch";
    private static final String REPLACE = "replace";
    private static final String DELETE = "delete";
    private static final Set<String> DIRECTIVES = Set.of(REPLACE, DELETE, "merge");

    private StrategicMerge() {}

    /**
     * Merges.
     *
     * @param base is not changed
     * @param patch is not changed
     * @throws IllegalArgumentException if the patch can't be merged; the message names the field
     */
    static ObjectNode merge(ObjectNode base, ObjectNode patch) {
        return merge(base, patch, "podTemplate");
    }

    private static ObjectNode merge(ObjectNode base, ObjectNode patch, String path) {
        ObjectNode merged = directive(patch, path).equals(REPLACE)
                ? JsonNodeFactory.instance.objectNode()
                : base.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (!name.equals(DIRECTIVE)) {
                mergeField(merged, name, field.getValue(), path + "." + name);
            }
        }
        return merged;
    }

    private static void mergeField(ObjectNode merged, String name, JsonNode patch, String path) {
        if (name.startsWith("$")) {
            throw new IllegalArgumentException(path + " is not supported: use $patch, or null to remove a field");
        }
        JsonNode base = merged.get(name);
        boolean deleted = patch instanceof ObjectNode o && directive(o, path).equals(DELETE);
        if (deleted || patch.isNull()) {
            merged.remove(name);
        } else if (patch instanceof ObjectNode object) {
            merged.set(name, merge(base instanceof ObjectNode o ? o : JsonNodeFactory.instance.objectNode(), object,
                    path));
        } else if (patch instanceof ArrayNode list && KEYS.containsKey(name)) {
            merged.set(name, mergeList(name, base instanceof ArrayNode l ? l : JsonNodeFactory.instance.arrayNode(),
                    list, path));
        } else {
            merged.set(name, patch.deepCopy());
        }
    }

    private static ArrayNode mergeList(String name, ArrayNode base, ArrayNode patch, String path) {
        List<JsonNode> merged = new ArrayList<>();
        if (!replaces(patch, path)) {
            base.forEach(merged::add);
        }
        for (int i = 0; i < patch.size(); i++) {
            String item = path + "[" + i + "]";
            if (!(patch.get(i) instanceof ObjectNode object)) {
                throw new IllegalArgumentException(item + " must be an object");
            }
            if (object.size() == 1 && directive(object, item).equals(REPLACE)) {
                continue;
            }
            mergeItem(name, merged, object, item);
        }
        return JsonNodeFactory.instance.arrayNode().addAll(merged);
    }

    /** Whether one item says that the list is replaced as a whole. */
    private static boolean replaces(ArrayNode patch, String path) {
        for (JsonNode item : patch) {
            if (item.size() == 1 && item instanceof ObjectNode object && directive(object, path).equals(REPLACE)) {
                return true;
            }
        }
        return false;
    }

    private static void mergeItem(String name, List<JsonNode> merged, ObjectNode patch, String path) {
        String key = key(name, patch);
        if (key == null) {
            throw new IllegalArgumentException(path + " needs " + KEYS.get(name));
        }
        int at = 0;
        while (at < merged.size() && !key.equals(key(name, merged.get(at)))) {
            at++;
        }
        boolean known = at < merged.size();
        if (directive(patch, path).equals(DELETE)) {
            if (known) {
                merged.remove(at);
            }
            return;
        }
        ObjectNode base = known && merged.get(at) instanceof ObjectNode o ? o : JsonNodeFactory.instance.objectNode();
        ObjectNode item = merge(base, patch, path);
        if (known) {
            merged.set(at, item);
        } else {
            merged.add(item);
        }
    }

    /** A port is identified by number and protocol, because games use the same number for TCP and UDP. */
    private static @Nullable String key(String name, JsonNode item) {
        String key = item.path(String.valueOf(KEYS.get(name))).asText("");
        if (key.isEmpty()) {
            return null;
        }
        return name.equals(PORTS) ? key + "/" + item.path(PROTOCOL).asText("TCP") : key;
    }

    private static String directive(ObjectNode patch, String path) {
        String directive = patch.path(DIRECTIVE).asText("merge");
        if (!DIRECTIVES.contains(directive)) {
            throw new IllegalArgumentException(path + ".$patch must be delete, merge or replace");
        }
        return directive;
    }
}
