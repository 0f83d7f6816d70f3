package dev.hathora.operator.api;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.CustomResource;

/**
 * The CRD of a kind as it follows from the types of its package: what Fabric8 generates, and what it has no annotation
 * for.
 */
final class CrdGeneration implements CRDPostProcessor {
    private static final String HEADER = "# Generated from the types in dev.hathora.operator.api and their Javadoc by\n"
            + "#   " + CrdTest.REGENERATE + "\n";

    private final Class<? extends CustomResource<?, ?>> kind;

    private CrdGeneration(Class<? extends CustomResource<?, ?>> kind) {
        this.kind = kind;
    }

    /** The CRD of a kind as YAML, the same at every run. */
    static String yaml(Class<? extends CustomResource<?, ?>> kind) {
        var output = new ByteArrayOutputStream();
        new CRDGenerator().customResourceClasses(kind)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new CrdGeneration(kind))
                .withOutput(new CRDGenerator.CRDOutput<OutputStream>() {
                    @Override
                    public OutputStream outputFor(String crdName) {
                        return output;
                    }

                    @Override
                    public void close() {}
                })
                .generate();
        String yaml = output.toString(StandardCharsets.UTF_8);
        return HEADER + yaml.substring(yaml.indexOf("apiVersion:"));
    }

    @Override
    public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
        var crd = (CustomResourceDefinition) resource;
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            orderColumns(version);
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            new FieldDescriptions().describe(root, kind);
            if (kind == HathoraRoom.class) {
                // so that Service Binding finds what HathoraRooms provide
                crd.getMetadata().setLabels(Map.of("servicebinding.io/provisioned-service", "true"));
                completeRoom(property(root, "spec"));
            } else if (kind == HathoraRoomSet.class) {
                // those of a room's spec, which the template contains
                version.setSelectableFields(List.of());
                completeSet(property(root, "spec"));
            } else {
                completeApplication(property(root, "spec"));
            }
            describeConditions(property(property(root, "status"), "conditions"));
            // kstatus takes what has no status for done; so nobody has looked at this generation yet
            property(root, "status").setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
            dropDoubleRules(root);
        }
        return crd;
    }

    private static void completeRoom(JSONSchemaProps spec) {
        property(spec, "clientIPs").setXKubernetesListType("set");
        property(spec, "roomConfigJson").setMaxProperties((long) Formats.MAX_ROOM_CONFIG_KEYS);
    }

    private static void completeSet(JSONSchemaProps spec) {
        JSONSchemaProps room = property(property(spec, "template"), "spec");
        completeRoom(room);
        // the template may change: rooms are replaced then
        room.getProperties().values().forEach(
                field -> field.setDescription(field.getDescription().replace(" Immutable.", "")));
        JSONSchemaProps strategy = property(spec, "strategy");
        Stream.of("maxSurge", "maxUnavailable").map(limit -> property(strategy, limit)).forEach(limit -> restrict(limit,
                "type(self) == int ? self >= 0 && self <= 10000 : self.matches('^(100|[0-9]{1,2})%$')",
                "write a number from 0 to 10000, or a percentage from 0% to 100%"));
    }

    private static void completeApplication(JSONSchemaProps spec) {
        List.of("env", "additionalContainerPorts", "imagePullSecrets", "regions")
                .forEach(list -> isUniqueByName(property(spec, list)));
        quantity(property(spec, "requestedCPU"), "^[0-9]{1,4}([.][0-9]{1,3})?m?$", "500m or 2");
        quantity(property(spec, "requestedMemory"), "^[0-9]{1,12}(Ki|Mi|Gi|k|M|G)?$", "512Mi or 2Gi");
    }

    private static void isUniqueByName(JSONSchemaProps list) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of("name"));
    }

    /** An integer or a text, as everywhere in Kubernetes. */
    private static void quantity(JSONSchemaProps field, String pattern, String examples) {
        restrict(field, "type(self) == int ? self > 0 : self.matches('" + pattern + "') && self.matches('[1-9]')",
                "write a quantity such as " + examples);
    }

    private static void restrict(JSONSchemaProps integerOrText, String rule, String message) {
        integerOrText.setMaxLength(20L);
        integerOrText.setXKubernetesValidations(
                List.of(new ValidationRuleBuilder().withRule(rule).withMessage(message).build()));
    }

    /** kubectl shows columns in the order of the CRD; the generator sorts them by path. */
    private void orderColumns(CustomResourceDefinitionVersion version) {
        List<String> order = Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        var columns = new ArrayList<>(version.getAdditionalPrinterColumns());
        columns.sort((a, b) -> Integer.compare(order.indexOf(a.getName()), order.indexOf(b.getName())));
        version.setAdditionalPrinterColumns(columns);
    }

    /** The generator finds an annotation of a record's component twice, on the field and on the accessor. */
    private static void dropDoubleRules(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(schema.getXKubernetesValidations().stream().distinct().toList());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CrdGeneration::dropDoubleRules);
        }
        if (schema.getItems() != null) {
            dropDoubleRules(schema.getItems().getSchema());
        }
    }

    /** The usual schema of conditions: one of each type, so that writers of different types don't disturb each other. */
    private static void describeConditions(JSONSchemaProps conditions) {
        conditions.setXKubernetesListType("map");
        conditions.setXKubernetesListMapKeys(List.of("type"));
        JSONSchemaProps condition = conditions.getItems().getSchema();
        condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
        property(condition, "lastTransitionTime").setFormat("date-time");
        describe(condition, "type", "The type of the condition, for example Ready.");
        describe(condition, "status", "The status of the condition: True, False or Unknown.");
        describe(condition, "reason", "A machine-readable reason for the status.");
        describe(condition, "message", "A human-readable explanation of the status.");
        describe(condition, "lastTransitionTime", "When the status last changed.");
        describe(condition, "observedGeneration", "The generation of spec that this condition describes.");
    }

    private static void describe(JSONSchemaProps parent, String name, String description) {
        property(parent, name).setDescription(description);
    }

    /** A property that must be there. */
    static JSONSchemaProps property(JSONSchemaProps parent, String name) {
        JSONSchemaProps property = parent.getProperties().get(name);
        if (property == null) {
            throw new IllegalStateException("the generated CRD has no " + name + " where it should");
        }
        return property;
    }
}
