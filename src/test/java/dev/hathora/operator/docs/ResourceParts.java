package dev.hathora.operator.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What there is to say about the resource, from its CRD. The order is that of the Java types. */
final class ResourceParts {
    private static final Pattern VALUE = Pattern.compile("(?m)^- (\\w+): (.*)$");

    private final JSONSchemaProps root;
    private final JSONSchemaProps spec;
    private final JSONSchemaProps status;
    private final Class<?> specType;
    private final Class<?> statusType;

    /** @param plural the plural of the kind */
    ResourceParts(String plural, Class<?> specType, Class<?> statusType) {
        this.specType = specType;
        this.statusType = statusType;
        try {
            root = Serialization.unmarshal(Files.readString(Path.of("crds", plural + ".hathora.dev-v1.yml")),
                    CustomResourceDefinition.class).getSpec().getVersions().getFirst().getSchema()
                    .getOpenAPIV3Schema();
            spec = property(root, "spec");
            status = property(root, "status");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String specFields() {
        return MarkdownTable.of(List.of("Field of `spec`", "Type", "Default", "Meaning"),
                fields(spec, specType, ""));
    }

    String statusFields() {
        return MarkdownTable.of(List.of("Field of `status`", "Type", "Meaning"),
                fields(status, statusType, "")
                        .map(row -> List.of(row.get(0), row.get(1), row.get(3))));
    }

    /** What the API server answers to specs that can't be carried out. */
    String rules() {
        return list(messages());
    }

    /** The same, without what it answers to another kind as well, whose spec is part of this one. */
    String rulesBeyond(ResourceParts other) {
        Set<String> others = other.messages().collect(Collectors.toSet());
        return list(messages().filter(message -> !others.contains(message)));
    }

    private static String list(Stream<String> messages) {
        return messages.map(message -> "- " + message).collect(Collectors.joining("\n"));
    }

    private Stream<String> messages() {
        return Stream.concat(root.getXKubernetesValidations().stream(), rules(spec))
                .map(ValidationRule::getMessage).distinct();
    }

    /** Of a schema, then of what is in it. */
    private static Stream<ValidationRule> rules(JSONSchemaProps schema) {
        Stream<JSONSchemaProps> items = schema.getItems() == null
                ? Stream.empty()
                : Stream.of(schema.getItems().getSchema());
        return Stream.concat(schema.getXKubernetesValidations().stream(),
                Stream.concat(items, schema.getProperties().values().stream()).flatMap(ResourceParts::rules));
    }

    String phases() {
        Matcher values = VALUE.matcher(property(status, "phase").getDescription());
        return MarkdownTable.of(List.of("Phase", "Meaning"),
                values.results().map(value -> List.of("`" + value.group(1) + "`", value.group(2))));
    }

    private static Stream<List<String>> fields(JSONSchemaProps schema, Class<?> type, String prefix) {
        return names(schema, type).stream().flatMap(name -> {
            JSONSchemaProps field = property(schema, name);
            boolean list = field.getItems() != null;
            JSONSchemaProps element = list ? field.getItems().getSchema() : field;
            String path = prefix + name;
            List<String> row = List.of("`" + path + "`", type(field, element),
                    schema.getRequired().contains(name) ? "required" : defaultValue(field), meaning(field));
            Class<?> elementType = elementType(type, name);
            // the spec of another kind has a table of its own
            return elementType == HathoraRoomSpec.class
                    ? Stream.of(row)
                    : Stream.concat(Stream.of(row), fields(element, elementType, path + (list ? "[]." : ".")));
        });
    }

    private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
        return Objects.requireNonNull(schema.getProperties().get(name), name);
    }

    private static List<String> names(JSONSchemaProps schema, Class<?> type) {
        List<String> names = new ArrayList<>(schema.getProperties().keySet());
        if (type.isRecord()) {
            List<String> order = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
            names.sort((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b)));
        }
        return names;
    }

    private static Class<?> elementType(Class<?> type, String name) {
        return !type.isRecord()
                ? Object.class
                : Arrays.stream(type.getRecordComponents()).filter(component -> component.getName().equals(name))
                        .map(component -> elementType(component.getGenericType())).findFirst().orElseThrow();
    }

    private static Class<?> elementType(Type type) {
        return type instanceof ParameterizedType list ? (Class<?>) list.getActualTypeArguments()[0] : (Class<?>) type;
    }

    private static String type(JSONSchemaProps field, JSONSchemaProps element) {
        String plain = Stream.of(element.getFormat(), element.getType()).filter(Objects::nonNull).findFirst()
                .orElse("integer or string");
        String least = element.getMinimum() == null ? "" : ", at least " + element.getMinimum().longValue();
        String length = element.getMaxLength() == null
                ? ""
                : ", up to %,d characters".formatted(element.getMaxLength());
        return field.getItems() == null
                ? plain + least + length
                : "list of up to %s %ss".formatted(field.getMaxItems(), plain).replace("up to null ", "")
                        + length.replace(", up", ", each up");
    }

    private static String defaultValue(JSONSchemaProps field) {
        return field.getDefault() == null ? "" : "`" + field.getDefault().asText() + "`";
    }

    /** The values of an enum are a list in the description, which a cell can't hold. */
    private static String meaning(JSONSchemaProps field) {
        return VALUE.matcher(field.getDescription()).replaceAll("`$1`: $2");
    }
}
