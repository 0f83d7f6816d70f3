package dev.hathora.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The reference's table of metrics names what the program serves, by name and type: all of it, and nothing else. */
class MetricsReferenceTest {
    private static final Path REFERENCE = Path.of("docs/reference.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_*]+)` \\| (\\w+) \\|");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");

    @Test
    void namesWhatIsServedAndNothingElse(@TempDir Path directory) throws IOException {
        Map<String, String> served = served(directory);
        Map<String, String> documented = pairs(ROW,
                Files.readString(REFERENCE).replaceFirst("(?s).*\n## Metrics\n", ""));
        Set<String> prefixes = documented.keySet().stream().filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1)).collect(Collectors.toSet());

        assertThat(prefixes).as("documented together").allSatisfy(
                prefix -> assertThat(served.keySet()).anyMatch(name -> name.startsWith(prefix)));
        served.keySet().removeIf(name -> prefixes.stream().anyMatch(name::startsWith));
        documented.keySet().removeIf(name -> name.endsWith("*"));
        assertThat(documented).as("the table in %s", REFERENCE).containsExactlyInAnyOrderEntriesOf(served);
    }

    /** What is served when a pass went well and another failed and was begun again. */
    private static Map<String, String> served(Path directory) throws IOException {
        try (MockCluster cluster = new MockCluster();
                OperatorFixture user = new OperatorFixture(cluster.client(), "games",
                        SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1))) {
            user.stopOperator();
            Path kubeconfig = OperatorProgram.kubeconfig(directory, cluster.client().getMasterUrl().toString());
            try (OperatorProgram program = new OperatorProgram(Map.of("KUBECONFIG", kubeconfig.toString(),
                    "HATHORA_API_URL", user.hathora().uri().toString(), "HATHORA_DEV_TOKEN", "dev-token",
                    "HATHORA_APP_ID", OperatorFixture.APP, "WATCH_NAMESPACES", "games"), "logback.xml")) {
                program.awaitOutput("Started");
                user.active("lobby", "region: Tokyo");
                // only an API server that checks nothing takes such a Secret
                cluster.client().resource(new SecretBuilder().withNewMetadata().withName("broken")
                        .withNamespace("games").endMetadata().addToData("token", "%").build()).create();
                user.apply("broken", "region: Tokyo\ncredentialsSecretRef: {name: broken}");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> program.metrics().contains("reconciliations_retries_total"));
                return pairs(FAMILY, program.metrics());
            }
        }
    }

    private static Map<String, String> pairs(Pattern pattern, String text) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        return found.stream().collect(Collectors.toMap(match -> match.group(1), match -> match.group(2),
                (one, other) -> one, TreeMap::new));
    }
}
