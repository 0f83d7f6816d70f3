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
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Sends the specs of {@code admission.yaml} and the examples to a real API server, and writes down its answers. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
class AdmissionTest {
    private static final Path REPORT = Path.of("target/admission.md");

    private final Table table = Table.read();
    private final List<String> report = new ArrayList<>(List.of("| why | from | spec | answer |", "|---|---|---|---|"));

    /** The table: specs that are refused and what is said to them, and specs that are accepted and how they are stored. */
    record Table(List<Refused> refused, List<Accepted> accepted) {
        static Table read() {
            try (InputStream yaml = AdmissionTest.class.getResourceAsStream("admission.yaml")) {
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

    Stream<Refused> refused() {
        return table.refused().stream();
    }

    Stream<Accepted> accepted() {
        return table.accepted().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(Refused row, TestCluster cluster) {
        var refusal = catchThrowableOfType(KubernetesClientException.class,
                () -> send(cluster, row.from(), row.spec()));

        String answer = refusal == null ? "accepted" : refusal.getStatus().getMessage();
        report(row.why(), row.from(), row.spec(), answer);
        assertThat(answer).as(row.why()).contains(row.says());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void accepted(Accepted row, TestCluster cluster) {
        GenericKubernetesResource stored = send(cluster, row.from(), row.spec());

        report(row.why(), row.from(), row.spec(), "accepted");
        JsonNode spec = cluster.client().getKubernetesSerialization().convertValue(stored, JsonNode.class).get("spec");
        (row.stored() == null ? row.spec() : row.stored()).properties()
                .forEach(field -> assertThat(spec.get(field.getKey())).as(row.why()).isEqualTo(field.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.hathora.operator.api.ExamplesTest#examples")
    void acceptsTheExamples(Path example, TestCluster cluster) throws IOException {
        // no Pod is taken before
        await().until(() -> cluster.client().serviceAccounts().inNamespace(cluster.namespace()).withName("default")
                .get() != null);
        for (JsonNode manifest : ExamplesTest.manifests(example)) {
            GenericKubernetesResource resource = cluster.client()
                    .getKubernetesSerialization()
                    .convertValue(manifest, GenericKubernetesResource.class);

            GenericKubernetesResource applied = cluster.client()
                    .resource(resource)
                    .inNamespace(cluster.namespace())
                    .fieldValidation(Validation.STRICT)
                    .serverSideApply();

            report.add("| %s | | %s | accepted |".formatted(example, applied.getMetadata().getName()));
        }
    }

    /** Creates a resource with this spec, or changes one with {@code from} to it. */
    private static GenericKubernetesResource send(TestCluster cluster, @Nullable JsonNode from,
            @Nullable JsonNode spec) {
        if (from == null) {
            return cluster.client().resource(room(cluster, spec)).fieldValidation(Validation.STRICT).create();
        }
        GenericKubernetesResource existing = cluster.client().resource(room(cluster, from)).create();
        existing.setAdditionalProperty("spec", spec);
        return cluster.client().resource(existing).fieldValidation(Validation.STRICT).update();
    }

    private static GenericKubernetesResource room(TestCluster cluster, @Nullable JsonNode spec) {
        GenericKubernetesResource room = new GenericKubernetesResourceBuilder().withApiVersion("hathora.dev/v1alpha1")
                .withKind("HathoraRoom")
                .withNewMetadata()
                .withGenerateName("admission-")
                .withNamespace(cluster.namespace())
                .endMetadata()
                .build();
        if (spec != null) {
            room.setAdditionalProperty("spec", spec);
        }
        return room;
    }

    private void report(String why, @Nullable JsonNode from, @Nullable JsonNode spec, String answer) {
        report.add("| %s | %s | %s | %s |".formatted(why, shortened(from), shortened(spec), shortened(answer)));
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
