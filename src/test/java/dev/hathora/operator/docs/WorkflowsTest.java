package dev.hathora.operator.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the workflows name exists, and a release is of the version that its tag says. They can't be run here. */
class WorkflowsTest {
    private static final Path DIRECTORY = Path.of(".github/workflows");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Pattern FILE = Pattern.compile("(?<![\\w./-])((?:\\.ci|src|helm|crds|examples)/[\\w./-]+)");
    private static final Pattern PROFILE = Pattern.compile(" -P(\\w+)");
    private static final Pattern PROPERTY = Pattern.compile(" -D(image\\.\\w+)");
    private static final Pattern VARIABLE = Pattern.compile("(?:vars|secrets)\\.(\\w+)");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void jobsNeedWhatThereIs(Path workflow) throws IOException {
        JsonNode jobs = read(workflow).get("jobs");

        assertThat(jobs).isNotEmpty().allSatisfy(job -> {
            if (job.has("needs")) {
                assertThat(jobs.has(job.get("needs").asText())).as("a job %s", job.get("needs")).isTrue();
            }
            if (job.has("uses")) {
                JsonNode used = read(Path.of(job.get("uses").asText()));
                assertThat(used.get("on").has("workflow_call")).as("%s may be called", job.get("uses")).isTrue();
            } else {
                assertThat(job.path("timeout-minutes").asInt()).as("an end").isPositive();
                assertThat(job.path("steps").path(0).path("uses").asText()).startsWith("actions/checkout@");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void stepsCallWhatThereIs(Path workflow) throws IOException {
        String text = Files.readString(workflow);
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(FILE.matcher(text).results()).isNotEmpty()
                .allSatisfy(file -> assertThat(Path.of(file.group(1))).exists());
        assertThat(PROFILE.matcher(text).results())
                .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile.group(1) + "</id>"));
        assertThat(PROPERTY.matcher(text).results()).allSatisfy(property -> assertThat(pom)
                .containsAnyOf("<name>" + property.group(1) + "</name>", "<" + property.group(1) + ">"));
    }

    @Test
    void aTagReleasesWhatWasTested() throws IOException {
        JsonNode release = read(DIRECTORY.resolve("release.yml"));

        assertThat(release.get("on").toString()).isEqualTo("{\"push\":{\"tags\":[\"v*\"]}}");
        assertThat(release.at("/jobs/release/needs").asText()).isEqualTo("image");
        assertThat(release.at("/jobs/image/needs").asText()).isEqualTo("test");
    }

    @Test
    void whatHasToBeSetIsTold() throws IOException {
        String contributing = Files.readString(Path.of("CONTRIBUTING.md"));

        assertThat(VARIABLE.matcher(Files.readString(DIRECTORY.resolve("release.yml"))).results()).isNotEmpty()
                .allSatisfy(variable -> assertThat(contributing).contains("`" + variable.group(1) + "`"));
    }

    @Test
    void theVersionIsThatOfTheTag(@TempDir Path copy) throws Exception {
        String chart = read(copied("helm/hathora-operator/Chart.yaml", copy)).get("version").asText();
        Path pom = copied("pom.xml", copy);
        Path script = copied(".ci/release-version", copy);

        assertThat(run(script, "v9.9.9")).startsWith("1 ").contains("the tag is v9.9.9", "set version and appVersion");
        assertThat(pom).hasSameTextualContentAs(Path.of("pom.xml"));

        assertThat(run(script, "v" + chart)).isEqualTo("0 ");
        assertThat(Files.readString(pom)).contains("<version>" + chart + "</version>").doesNotContain("SNAPSHOT");
    }

    private static Path copied(String file, Path directory) throws IOException {
        Path copy = directory.resolve(file);
        Files.createDirectories(copy.getParent());
        return Files.copy(Path.of(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** Exit code, and what was printed. */
    private static String run(Path script, String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", script.toString(), argument).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + out;
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.unmarshal(Files.readString(file), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
