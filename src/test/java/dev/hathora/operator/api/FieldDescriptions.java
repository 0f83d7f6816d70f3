package dev.hathora.operator.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ParserConfiguration.LanguageLevel;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.nodeTypes.NodeWithJavadoc;
import com.github.javaparser.javadoc.JavadocBlockTag;
import com.github.javaparser.javadoc.description.JavadocDescription;
import com.github.javaparser.javadoc.description.JavadocInlineTag;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

import static dev.hathora.operator.api.CrdGeneration.property;

/**
 * Makes the Javadoc of this package's types the descriptions of the CRD's fields: a type's own text, the
 * {@code @param} of a record's component, and for an enum a list of its values with what each of them means.
 */
final class FieldDescriptions {
    private static final Path SOURCES = Path.of("src/main/java");

    private final JavaParser parser = new JavaParser(
            new ParserConfiguration().setLanguageLevel(LanguageLevel.JAVA_21));

    /** Describes a custom resource: itself, its spec and its status. */
    void describe(JSONSchemaProps schema, Class<?> resource) {
        schema.setDescription(text(source(resource)));
        var specAndStatus = ((ParameterizedType) resource.getGenericSuperclass()).getActualTypeArguments();
        describeRecord(property(schema, "spec"), (Class<?>) specAndStatus[0]);
        describeRecord(property(schema, "status"), (Class<?>) specAndStatus[1]);
    }

    private void describeRecord(JSONSchemaProps schema, Class<?> type) {
        CompilationUnit source = source(type);
        if (schema.getDescription() == null) {
            schema.setDescription(text(source));
        }
        for (RecordComponent component : type.getRecordComponents()) {
            JSONSchemaProps property = property(schema, component.getName());
            Class<?> elementType = elementType(component.getGenericType());
            property.setDescription(parameter(source, component.getName()) + values(elementType));
            JSONSchemaProps element = property.getItems() == null ? property : property.getItems().getSchema();
            // others are one value for Kubernetes
            if (elementType.isRecord() && !element.getProperties().isEmpty()) {
                describeRecord(element, elementType);
            }
        }
    }

    private static Class<?> elementType(Type type) {
        return type instanceof ParameterizedType list ? (Class<?>) list.getActualTypeArguments()[0] : (Class<?>) type;
    }

    /** The values of an enum: as a list with their meanings, or in one line where they speak for themselves. */
    private String values(Class<?> type) {
        if (!type.isEnum()) {
            return "";
        }
        List<EnumConstantDeclaration> constants = source(type).findAll(EnumConstantDeclaration.class)
                .stream()
                .filter(constant -> constant.isAnnotationPresent(JsonProperty.class))
                .toList();
        if (constants.stream().noneMatch(constant -> constant.getJavadoc().isPresent())) {
            return constants.stream()
                    .map(FieldDescriptions::jsonName)
                    .collect(Collectors.joining(", ", "\nOne of ", "."));
        }
        return constants.stream()
                .map(constant -> "\n- " + jsonName(constant) + ": " + text(constant))
                .collect(Collectors.joining());
    }

    private static String jsonName(EnumConstantDeclaration constant) {
        return constant.getAnnotationByClass(JsonProperty.class)
                .orElseThrow()
                .asSingleMemberAnnotationExpr()
                .getMemberValue()
                .asStringLiteralExpr()
                .getValue();
    }

    private static String text(CompilationUnit source) {
        return text((NodeWithJavadoc<?>) source.getType(0));
    }

    private static String text(NodeWithJavadoc<?> node) {
        return text(node.getJavadoc().orElseThrow().getDescription());
    }

    private static String parameter(CompilationUnit source, String name) {
        return ((NodeWithJavadoc<?>) source.getType(0)).getJavadoc()
                .orElseThrow()
                .getBlockTags()
                .stream()
                .filter(tag -> tag.getType() == JavadocBlockTag.Type.PARAM)
                .filter(tag -> tag.getName().orElse("").equals(name))
                .map(tag -> text(tag.getContent()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no @param " + name + " in " + source.getType(0).getNameAsString()));
    }

    /** Plain text: inline tags give way to what they hold, and lines are joined. */
    private static String text(JavadocDescription description) {
        return description.getElements()
                .stream()
                .map(element -> element instanceof JavadocInlineTag tag ? tag.getContent() : element.toText())
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private CompilationUnit source(Class<?> type) {
        Path file = SOURCES.resolve(type.getName().replace('.', '/') + ".java");
        try {
            return parser.parse(file).getResult().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
