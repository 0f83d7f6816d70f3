package dev.hathora.operator.chart;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A tool that applies manifests from Git and the operator never conflict over a field. */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class GitOpsTest {
    private static final String OVERLAY = "examples/gitops/kustomize/production";
    private static final String GIT = "gitops";

    private final CommandLineTool kubectl = CommandLineTool.kubectl();
    private final ObjectMapper json = new ObjectMapper();
    private final TestCluster cluster;
    private final OperatorFixture operator;

    GitOpsTest(TestCluster cluster) {
        this.cluster = cluster;
        this.operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    @Test
    void aRoomIsAppliedAgainAndAgainThenPruned() {
        String manifests = kubectl.run("kustomize", OVERLAY);
        apply(manifests);
        operator.awaitReason("lobby", "Active");
        operator.awaitReason("finals", "Suspended");
        assertThat(operator.liveRooms()).singleElement()
                .satisfies(room -> assertThat(room.roomConfig()).isEqualTo("{\"mode\":\"ranked\"}"));

        String version = operator.resource("lobby").get().getMetadata().getResourceVersion();
        assertThat(apply(manifests)).as("no conflict, and nothing to change").contains("lobby serverside-applied");
        assertThat(operator.resource("lobby").get().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(kubectl.read(manifests, "-n", cluster.namespace(), "diff", "--server-side", "--field-manager", GIT,
                "-f", "-").out().lines().filter(line -> line.matches("[+-] .*")))
                .as("no difference to Git, but for the label that says who applied it")
                .allMatch(line -> line.contains("applyset.kubernetes.io/part-of"));

        List<JsonNode> owners = managedFields("lobby");
        assertThat(fields(owners, GIT::equals)).isNotEmpty()
                .allMatch(field -> field.startsWith("f:spec") || field.startsWith("f:metadata/f:labels"));
        assertThat(fields(owners, owner -> !GIT.equals(owner))).containsExactlyInAnyOrder(
                "f:metadata/f:annotations/f:hathora.dev/room-id",
                "f:metadata/f:annotations/f:hathora.dev/app-id",
                "f:metadata/f:annotations/f:hathora.dev/claimed-by", "f:metadata/f:annotations/f:hathora.dev/api",
                "f:metadata/f:finalizers", "f:status");

        apply(manifests.replace("mode: ranked", "mode: casual"));
        operator.await("lobby", "second generation", s -> s.observedGeneration() == 2);
        assertThat(operator.liveRooms()).singleElement()
                .satisfies(room -> assertThat(room.roomConfig()).isEqualTo("{\"mode\":\"casual\"}"));
        assertThat(operator.hathora().rooms()).as("the claim outlives every apply").hasSize(1);

        String withoutLobby = manifests.substring(0, manifests.indexOf("---"));
        assertThat(withoutLobby).contains("name: finals").doesNotContain("name: lobby");
        assertThat(apply(withoutLobby)).contains("lobby pruned");
        operator.awaitGone("lobby");
        assertThat(operator.liveRooms()).isEmpty();
        assertThat(operator.resource("finals").get()).isNotNull();
    }

    private String apply(String manifests) {
        CommandLineTool.Result result = kubectl.read(manifests, "-n", cluster.namespace(), "apply", "--server-side",
                "--field-manager", GIT, "--applyset", "rooms", "--prune", "-f", "-");
        assertThat(result.exitCode()).as(result.out()).isZero();
        return result.out();
    }

    /** The operator's own client does not read them. */
    private List<JsonNode> managedFields(String room) {
        String resource = kubectl.run("-n", cluster.namespace(), "get", "hroom", room, "-o", "json",
                "--show-managed-fields");
        try {
            return List.copyOf(json.readTree(resource).at("/metadata/managedFields").valueStream().toList());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> fields(List<JsonNode> managedFields, Predicate<String> manager) {
        Set<String> paths = new TreeSet<>();
        managedFields.stream().filter(entry -> manager.test(entry.path("manager").asText()))
                .forEach(entry -> collect("", entry.path("fieldsV1"), paths));
        return paths.stream().map(path -> path.replaceFirst("^(f:status|f:metadata/f:finalizers)/.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void collect(String path, JsonNode fields, Set<String> paths) {
        if (fields.isEmpty()) {
            paths.add(path);
            return;
        }
        fields.properties().stream().filter(field -> !field.getKey().equals("."))
                .forEach(field -> collect(path.isEmpty() ? field.getKey() : path + "/" + field.getKey(),
                        field.getValue(), paths));
    }
}
