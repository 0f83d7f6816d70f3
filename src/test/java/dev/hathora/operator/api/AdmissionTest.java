package dev.hathora.operator.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Sends the specs of the tables and the examples to a real API server, and writes down its answers. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
class AdmissionTest {
    private static final Path REPORT = Path.of("target/admission.md");

    private final List<Table> tables = List.of(Table.read("admission.yaml"), Table.read("admission-applications.yaml"),
            Table.read("admission-room-sets.yaml"));
    private final List<String> report = new ArrayList<>(
            List.of("| kind | why | from | spec | answer |", "|---|---|---|---|---|"));

    /** The table: specs that are refused and what is said to them, and specs that are accepted and how they are stored. */
    record Table(String kind, List<Refused> refused, List<Accepted> accepted) {
        static Table read(String name) {
            try (InputStream yaml = AdmissionTest.class.getResourceAsStream(name)) {
                String text = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
                String filled = Pattern.compile("<(\\d+) x>")
                        .matcher(text)
                        .replaceAll(match -> "x".repeat(Integer.parseInt(match.group(1))));
                return ResourceSerialization.create().unmarshal(filled, Table.class);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    record Refused(String why, @Nullable JsonNode from, @Nullable JsonNode spec, String says) {}

    record Accepted(String why, @Nullable JsonNode from, JsonNode spec, @Nullable JsonNode stored) {}

    Stream<Arguments> refused() {
        return tables.stream().flatMap(table -> table.refused().stream().map(row -> arguments(table.kind(), row)));
    }

    Stream<Arguments> accepted() {
        return tables.stream().flatMap(table -> table.accepted().stream().map(row -> arguments(table.kind(), row)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void refused(String kind, Refused row, TestCluster cluster) {
        var refusal = catchThrowableOfType(KubernetesClientException.class,
                () -> send(cluster, kind, row.from(), row.spec()));

        String answer = refusal == null ? "accepted" : refusal.getStatus().getMessage();
        report(kind, row.why(), row.from(), row.spec(), answer);
        assertThat(answer).as(row.why()).contains(row.says());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void accepted(String kind, Accepted row, TestCluster cluster) {
        GenericKubernetesResource stored = send(cluster, kind, row.from(), row.spec());

        report(kind, row.why(), row.from(), row.spec(), "accepted");
        JsonNode spec = cluster.client().getKubernetesSerialization().convertValue(stored, JsonNode.class).get("spec");
        assertHas(row.stored() == null ? row.spec() : row.stored(), spec, row.why());
    }

    /** What is stored may have defaults besides, at any level. */
    private static void assertHas(JsonNode expected, @Nullable JsonNode stored, String why) {
        if (stored != null && expected.isObject() && !expected.isEmpty()) {
            expected.properties().forEach(field -> assertHas(field.getValue(), stored.get(field.getKey()), why));
        } else {
            assertThat(stored).as(why).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.hathora.operator.api.ExamplesTest#applied")
    void acceptsTheExamples(Path example, TestCluster cluster) throws IOException {
        // no Pod is taken before
        await().until(() -> cluster.client().serviceAccounts().inNamespace(cluster.namespace()).withName("default")
                .get() != null);
        for (JsonNode manifest : ExamplesTest.manifests(example)) {
            if (manifest.at("/apiVersion").asText().startsWith("keda.sh/")) {
                continue; // this API server does not have KEDA's kinds
            }
            GenericKubernetesResource resource = cluster.client()
                    .getKubernetesSerialization()
                    .convertValue(manifest, GenericKubernetesResource.class);

            GenericKubernetesResource applied = cluster.client()
                    .resource(resource)
                    .inNamespace(cluster.namespace())
                    .fieldValidation(Validation.STRICT)
                    .serverSideApply();

            report.add("| %s | %s | | %s | accepted |".formatted(resource.getKind(), example,
                    applied.getMetadata().getName()));
        }
    }

    /** Creates a resource with this spec, or changes one with {@code from} to it. */
    private static GenericKubernetesResource send(TestCluster cluster, String kind, @Nullable JsonNode from,
            @Nullable JsonNode spec) {
        if (from == null) {
            return cluster.client().resource(resource(cluster, kind, spec)).fieldValidation(Validation.STRICT).create();
        }
        GenericKubernetesResource existing = cluster.client().resource(resource(cluster, kind, from)).create();
        existing.setAdditionalProperty("spec", spec);
        return cluster.client().resource(existing).fieldValidation(Validation.STRICT).update();
    }

    private static GenericKubernetesResource resource(TestCluster cluster, String kind,
            @Nullable JsonNode spec) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("hathora.dev/v1alpha1")
                .withKind(kind)
                .withNewMetadata()
                .withGenerateName("admission-")
                .withNamespace(cluster.namespace())
                .endMetadata()
                .build();
        if (spec != null) {
            resource.setAdditionalProperty("spec", spec);
        }
        return resource;
    }

    private void report(String kind, String why, @Nullable JsonNode from, @Nullable JsonNode spec, String answer) {
        report.add(
                "| %s | %s | %s | %s | %s |".formatted(kind, why, shortened(from), shortened(spec), shortened(answer)));
    }

    private static String shortened(@Nullable Object value) {
        String text = value == null ? "" : value.toString().replaceAll("x{40,}", "x…");
        return text.length() > 400 ? text.substring(0, 400) + "…" : text;
    }

    @AfterAll
    void writeReport() throws IOException {
        Files.write(REPORT, report);
    }
}
