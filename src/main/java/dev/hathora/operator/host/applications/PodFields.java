package dev.hathora.operator.host.applications;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.api.Formats;
import dev.hathora.operator.host.model.Application;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import org.jspecify.annotations.Nullable;

/** Fields that are passed on to Pods. What stands there is checked against Kubernetes' types, and stays as it is. */
final class PodFields {
    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final Pattern SECRET = Pattern.compile(Formats.SECRET_NAME);

    /** Fabric8's types keep fields that they do not know, which is no help to whoever misspelled one. */
    private static final ObjectMapper STRICT = JsonMapper.builder().annotationIntrospector(new WithoutUnknownFields())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final class WithoutUnknownFields extends JacksonAnnotationIntrospector {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated method) {
            return false;
        }
    }

    private PodFields() {}

    static List<String> imagePullSecrets(Field secrets) {
        return secrets.items().stream().map(secret -> {
            secret.requireObject(List.of("name"));
            return secret.get("name").requiredText(SECRET, "write the name of a Secret");
        }).toList();
    }

    /** A {@code PodTemplateSpec}; null if there is none. */
    static @Nullable JsonNode template(Field template) {
        if (template.isAbsent()) {
            return null;
        }
        if (!template.value().isObject()) {
            template.problem("has to be an object with fields such as spec");
            return null;
        }
        check(template, PodTemplateSpec.class);
        return asStored(template.value());
    }

    static Application.@Nullable Nodes nodes(Field region) {
        Field selector = region.get("nodeSelector");
        Field tolerations = region.get("tolerations");
        if (selector.isAbsent() && tolerations.isAbsent()) {
            return null;
        }
        List<Field> items = tolerations.items();
        items.forEach(toleration -> check(toleration, Toleration.class));
        return new Application.Nodes(labels(selector), items.stream().map(item -> asStored(item.value())).toList());
    }

    private static Map<String, String> labels(Field selector) {
        Map<String, String> labels = new TreeMap<>();
        if (!selector.isAbsent() && !selector.value().isObject()) {
            selector.problem("has to be an object: labels of nodes, and their values");
            return labels;
        }
        selector.value().fieldNames().forEachRemaining(
                label -> selector.get(label).text().ifPresent(value -> labels.put(label, value)));
        return labels;
    }

    /** With numbers of the types that they have in records: otherwise 0.5 would be a new deployment each time. */
    private static JsonNode asStored(JsonNode value) {
        try {
            return PLAIN.readTree(value.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON is no JSON", e);
        }
    }

    /** Tells which field is wrong, but not its value, which may be secret. */
    private static void check(Field field, Class<?> type) {
        try {
            Object unused = STRICT.treeToValue(field.value(), type);
        } catch (UnrecognizedPropertyException e) {
            at(field, e).problem("is not a field of Kubernetes: remove it, or correct its name");
        } catch (JsonMappingException e) {
            at(field, e).problem("has a value that Kubernetes does not take there: correct it");
        } catch (JsonProcessingException | IllegalArgumentException e) {
            field.problem("can't be read: correct it");
        }
    }

    private static Field at(Field field, JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return new Field(field.path() + path, field.value(), field.problems(), field.strict());
    }
}
