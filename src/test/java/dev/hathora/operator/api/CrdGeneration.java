package dev.hathora.operator.api;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

/** The CRD as it follows from the types of this package: what Fabric8 generates, and what it has no annotation for. */
final class CrdGeneration implements CRDPostProcessor {
    private static final String HEADER = "# Generated from the types in dev.hathora.operator.api and their Javadoc by\n"
            + "#   " + CrdTest.REGENERATE + "\n";

    private CrdGeneration() {}

    /** The CRD as YAML, the same at every run. */
    static String yaml() {
        var output = new ByteArrayOutputStream();
        new CRDGenerator().customResourceClasses(HathoraRoom.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new CrdGeneration())
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
        // so that Service Binding finds what HathoraRooms provide
        crd.getMetadata().setLabels(Map.of("servicebinding.io/provisioned-service", "true"));
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            orderColumns(version);
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            JSONSchemaProps clientIPs = property(property(root, "spec"), "clientIPs");
            clientIPs.setXKubernetesListType("set");
            property(property(root, "spec"), "roomConfigJson").setMaxProperties((long) Formats.MAX_ROOM_CONFIG_KEYS);
            describeConditions(property(property(root, "status"), "conditions"));
            // kstatus takes what has no status for done; so nobody has looked at this generation yet
            property(root, "status").setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
            new FieldDescriptions().describe(root, HathoraRoom.class);
            dropDoubleRules(root);
        }
        return crd;
    }

    /** kubectl shows columns in the order of the CRD; the generator sorts them by path. */
    private static void orderColumns(CustomResourceDefinitionVersion version) {
        List<String> order = Arrays.stream(HathoraRoom.class.getAnnotationsByType(AdditionalPrinterColumn.class))
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
