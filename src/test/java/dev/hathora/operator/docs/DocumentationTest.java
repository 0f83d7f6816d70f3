package dev.hathora.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraapplication.HathoraApplicationSpec;
import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetSpec;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.room.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stands between {@code <!-- generated: name -->} and {@code <!-- end -->} in the documentation follows from the
 * code.
 */
class DocumentationTest {
    private static final String REGENERATE = "mvn test -Dtest=DocumentationTest -Ddocs.write=true";
    private static final String OPERATIONS = "docs/operations.md";
    private static final String REFERENCE = "docs/reference.md";
    private static final String CHART = "helm/hathora-operator/README.md";
    private static final Pattern PART = Pattern.compile("(?s)(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)");

    private final ResourceParts resource = new ResourceParts("hathorarooms", HathoraRoomSpec.class,
            HathoraRoomStatus.class);
    private final ResourceParts application = new ResourceParts("hathoraapplications", HathoraApplicationSpec.class,
            HathoraApplicationStatus.class);
    private final ResourceParts set = new ResourceParts("hathoraroomsets", HathoraRoomSetSpec.class,
            HathoraRoomSetStatus.class);
    private final OperatorParts operator = new OperatorParts();
    private final Map<String, String> parts = Map.ofEntries(
            entry("spec-fields", resource.specFields()),
            entry("status-fields", resource.statusFields()),
            entry("rules", resource.rules()),
            entry("phases", resource.phases()),
            entry("reasons", operator.reasons()),
            entry("events", operator.events()),
            entry("application-spec-fields", application.specFields()),
            entry("application-status-fields", application.statusFields()),
            entry("application-rules", application.rules()),
            entry("application-reasons", HostParts.reasons()),
            entry("set-spec-fields", set.specFields()),
            entry("set-status-fields", set.statusFields()),
            entry("set-reasons", operator.setReasons()),
            entry("set-events", operator.setEvents()),
            entry("set-rules", set.rulesBeyond(resource)),
            entry("settings", operator.settings()),
            entry("host-settings", new HostParts().settings()),
            entry("alerts", operator.alerts("alerts.yaml")),
            entry("host-alerts", operator.alerts("alerts-host.yaml")),
            entry("chart-values", ChartValues.table()));

    @ParameterizedTest
    @ValueSource(strings = {OPERATIONS, REFERENCE, CHART})
    void followFromTheCode(String name) throws IOException {
        Path file = Path.of(name);
        String written = Files.readString(file);
        String generated = PART.matcher(written).replaceAll(part -> Matcher.quoteReplacement(generate(part)));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, generated);
            written = generated;
        }

        assertThat(written).as("%s is not up to date; generate its parts with: %s", file, REGENERATE)
                .isEqualTo(generated);
    }

    @Test
    void areAllUsed() {
        assertThat(Stream.of(OPERATIONS, REFERENCE, CHART).flatMap(DocumentationTest::parts))
                .containsExactlyInAnyOrderElementsOf(parts.keySet());
    }

    @Test
    void theReferenceNamesEveryAnnotationAndNoOther() throws IOException {
        String reference = Files.readString(Path.of(REFERENCE));
        String table = reference.substring(reference.indexOf("## Annotations"), reference.indexOf("## Connection"));
        assertThat(Pattern.compile("`(hathora\\.dev/[a-z-]+)`").matcher(table).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrder(HathoraRoom.ROOM_ID, HathoraRoom.APP_ID,
                        HathoraRoom.CLAIMED_BY, HathoraRoom.API, HathoraRoom.FINALIZER, HathoraRoom.TAKE_OVER,
                        HathoraRoom.ABANDON_ROOM, HathoraRoomSet.SET_LABEL, HathoraRoomSet.TEMPLATE_HASH,
                        HathoraRoomSet.IN_USE, HathoraRoomSet.DELETION_COST)
                .contains(HathoraRoomSet.FINALIZER);
    }

    @Test
    void theConceptsNameEveryReason() throws IOException {
        String concepts = Files.readString(Path.of("docs/concepts.md"));
        assertThat(Reason.values()).extracting(reason -> "`" + reason.conditionReason() + "`")
                .allSatisfy(reason -> assertThat(concepts).contains(reason));
    }

    /** The first group of the pattern, in that file, is the version that the page names. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '~',
            textBlock = """
                    helm/hathora-operator/Chart.yaml  ! kubeVersion: ">=(\\d+\\.\\d+)              ! | Kubernetes | %s or later
                    .github/workflows/ci.yml          ! kindest/node:v(\\d+\\.\\d+)                ! | %s, on kind |
                    .github/workflows/ci.yml          ! kubectl_version: v(\\d+\\.\\d+)            ! | kubectl | | %s |
                    .github/workflows/ci.yml          ! setup-helm@v\\d+\\s+with:\\s+version: v(\\S+) ! | %s |
                    .github/workflows/ci.yml          ! java: \\[(\\d+), \\d+]                     ! | %s and
                    .github/workflows/ci.yml          ! java: \\[\\d+, (\\d+)]                     ! and %s for the tests
                    pom.xml                           ! <maven.compiler.release>(\\d+)<             ! without the image | %s or later
                    pom.xml                           ! distroless/java(\\d+)-                      ! it contains Java %s |
                    pom.xml                           ! <version>\\[([\\d.]+),\\)</version>\\s+</requireMavenVersion> ! to build | %s or later
                    src/test/conformance/package.json ! cloud-sdk-typescript": "([\\d.]+)"         ! TypeScript SDK %s checks
                    """)
    void compatibilityNamesTheVersionsInUse(String file, String pattern, String named) throws IOException {
        assertThat(Pattern.compile(pattern).matcher(Files.readString(Path.of(file))).results()).isNotEmpty()
                .allSatisfy(found -> assertThat(Files.readString(Path.of("docs/compatibility.md")))
                        .contains(named.formatted(found.group(1))));
    }

    private String generate(MatchResult part) {
        String content = Objects.requireNonNull(parts.get(part.group(2)), () -> "no part is named " + part.group(2));
        return part.group(1) + content + "\n" + part.group(3);
    }

    private static Stream<String> parts(String file) {
        try {
            List<MatchResult> found = PART.matcher(Files.readString(Path.of(file))).results().toList();
            return found.stream().map(part -> part.group(2));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
