package dev.hathora.operator.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The CRDs break nothing that the last release promised. With a release, they become {@code released/vX.Y/crd*.yaml}. */
class CrdCompatibilityTest {
    private static final Path RELEASES = Path.of("src/test/resources/dev/hathora/operator/released/v0.1");
    private static final Path RELEASED = RELEASES.resolve("crd.yaml");
    private static final String SPEC = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";
    private static final String STATUS = "/spec/versions/0/schema/openAPIV3Schema/properties/status";
    private static final String REGION = SPEC + "/properties/region";

    @ParameterizedTest
    @CsvSource({"crd.yaml, hathorarooms", "crd-applications.yaml, hathoraapplications",
        "crd-room-sets.yaml, hathoraroomsets"})
    void nothingIsBroken(String released, String now) throws IOException {
        assertThat(CrdCompatibility.problems(read(RELEASES.resolve(released)),
                read(Path.of("crds", now + ".hathora.dev-v1.yml")))).isEmpty();
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(delimiter = '|', value = {
        "/spec/scope                               | \"Cluster\"       | scope was \"Namespaced\" and is \"Cluster\"",
        "/spec/names/kind                          | \"Room\"          | names: kind was",
        "/spec/names/shortNames                    | []                  | names.shortNames: hroom",
        "/spec/versions/0/name                     | \"v1\"            | v1alpha1 is not served any more",
        "/spec/versions/0/served                   | false               | v1alpha1 is not served any more",
        "/spec/versions/0/subresources             | {}                  | no subresource status",
        "SPEC/properties/roomConfig                | null                | spec.roomConfig is gone",
        "SPEC/properties/appId/type                | \"integer\"       | spec.appId: type was",
        "SPEC/properties/appId/pattern             | \"x\"             | spec.appId: pattern was",
        "SPEC/properties/roomConfig/maxLength      | 9                   | spec.roomConfig: maxLength is lower",
        "SPEC/properties/roomConfig/minLength      | 9                   | spec.roomConfig: minLength is higher",
        "SPEC/properties/region/enum               | [\"Tokyo\"]       | spec.region.enum: London",
        "SPEC/properties/state/default             | \"Suspended\"     | spec.state: default was",
        "SPEC/properties/ttlSecondsAfterFinished/maximum | 1             | maximum is lower",
        "SPEC/properties/roomId/default            | \"lobby\"         | spec.roomId: default was",
        "SPEC/required                             | [\"region\",\"appId\"] | spec.required: new: appId",
        "SPEC/x-kubernetes-validations             | [{\"rule\": \"false\"}] | spec: a new rule: false",
    })
    void everyBreakIsSeen(String pointer, String value, String problem) throws IOException {
        JsonNode broken = read(RELEASED);
        set(broken, pointer.replace("SPEC", SPEC), new ObjectMapper().readTree(value));

        assertThat(CrdCompatibility.problems(read(RELEASED), broken)).anyMatch(found -> found.contains(problem));
    }

    /** Autoscalers find nothing in other places. */
    @ParameterizedTest
    @ValueSource(strings = {"specReplicasPath", "statusReplicasPath", "labelSelectorPath"})
    void scalingGoesOn(String path) throws IOException {
        JsonNode released = read(RELEASES.resolve("crd-room-sets.yaml"));
        JsonNode broken = released.deepCopy();
        set(broken, "/spec/versions/0/subresources/scale/" + path, new ObjectMapper().readTree("\".spec.other\""));

        assertThat(CrdCompatibility.problems(released, broken)).singleElement().asString()
                .contains("v1alpha1.subresources: scale was");
    }

    @Test
    void whatIsMoreGenerousIsNoBreak() throws IOException {
        JsonNode newer = read(RELEASED);
        ((ArrayNode) newer.at(REGION + "/enum")).add("Reykjavik");
        set(newer, SPEC + "/properties/roomConfig/maxLength", new ObjectMapper().readTree("20000"));
        set(newer, STATUS + "/default", new ObjectMapper().readTree("{\"observedGeneration\": -1}"));
        set(newer, SPEC + "/properties/nickname", new ObjectMapper().readTree("{\"type\": \"string\"}"));
        ((ObjectNode) newer.at(SPEC)).remove("x-kubernetes-validations");

        assertThat(CrdCompatibility.problems(read(RELEASED), newer)).isEmpty();
    }

    private static void set(JsonNode root, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) root.at(pointer.substring(0, slash));
        String field = pointer.substring(slash + 1);
        if (value.isNull()) {
            parent.remove(field);
        } else {
            parent.set(field, value);
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return ResourceSerialization.create().unmarshal(Files.readString(file), JsonNode.class);
    }
}
