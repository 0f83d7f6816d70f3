package dev.hathora.operator.host.applications;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.Formats;

/**
 * A manifest of Kubernetes' kind {@code Secret}, with values that applications refer to. Messages about its errors don't
 * contain the values.
 *
 * @param name unique
 * @param values by key; {@code stringData} takes precedence over {@code data}
 */
record SecretManifest(String name, Map<String, String> values) {
    static final String KIND = "Secret";

    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "type", "immutable", "data",
            "stringData");
    private static final Pattern NAME = Pattern.compile(Formats.SECRET_NAME);
    private static final Pattern KEY = Pattern.compile(Formats.SECRET_KEY);

    /** The map never changes. */
    SecretManifest {
        values = Map.copyOf(values);
    }

    /** Whether a document is meant to be a Secret. */
    static boolean isMeant(JsonNode document) {
        return KIND.equals(document.path("kind").asText());
    }

    /** Whether a text may contain a Secret, so that messages must not quote it. */
    static boolean mayBeIn(String text) {
        return text.contains(KIND);
    }

    static SecretManifest read(Field manifest) {
        manifest.requireObject(TOP);
        manifest.get("apiVersion").requiredText(Pattern.compile("v1"), "write v1");
        String name = manifest.get("metadata").get("name").requiredText(NAME,
                "write a name of lower-case letters, digits, '-' and '.'");
        Map<String, String> values = new HashMap<>();
        forEach(manifest.get("data"), (key, value) -> values.put(key, decoded(value)));
        forEach(manifest.get("stringData"), (key, value) -> values.put(key, text(value)));
        return new SecretManifest(name, values);
    }

    private static void forEach(Field map, BiConsumer<String, Field> entry) {
        if (map.isAbsent()) {
            return;
        }
        if (!map.value().isObject()) {
            map.problem("has to be an object with keys and values");
            return;
        }
        map.value().fieldNames().forEachRemaining(key -> {
            if (!KEY.matcher(key).matches()) {
                map.problem("has an invalid key: write letters, digits, '-', '_' and '.'");
                return;
            }
            entry.accept(key, map.get(key));
        });
    }

    private static String text(Field value) {
        if (!value.value().isTextual()) {
            value.problem("has to be a text: put it in quotation marks");
        }
        return value.value().asText();
    }

    /** Bytes that are not UTF-8 become a text that is not a valid token. */
    private static String decoded(Field value) {
        try {
            return new String(Base64.getDecoder().decode(text(value).replaceAll("\\s", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            value.problem("has to be base64: encode it, or move it to stringData");
            return "";
        }
    }

    /** Contains the name only. */
    @Override
    public String toString() {
        return "SecretManifest[" + name + "]";
    }
}
