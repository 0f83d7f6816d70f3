package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The tokens and secrets that applications take from Secrets. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class ApplicationSecretsTest {
    private static final String APP_SECRET = "an-app-secret-of-32-characters-.";

    @TempDir
    Path folder;

    private Path manifests;
    private Path records;
    private Database database;
    private Applications applications;
    private StoredCatalog catalog;
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private Thread thread;
    /** Without what other tests log at the same time. */
    private final ListAppender<ILoggingEvent> log = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (Thread.currentThread() == thread) {
                super.append(event);
            }
        }
    };

    @BeforeEach
    void open() throws IOException {
        thread = Thread.currentThread();
        log.start();
        logger().addAppender(log);
        manifests = Files.createDirectory(folder.resolve("manifests"));
        records = folder.resolve("records.db");
        database = Database.open("jdbc:sqlite:" + records, null, null);
        restart();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Applications.class.getPackageName());
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        applications.close();
        database.close();
    }

    private void restart() {
        ApplicationStore store = new ApplicationStore(database);
        catalog = new StoredCatalog(store);
        applications = new Applications(manifests, store, catalog, () -> true, () -> now);
    }

    private void writeGame(String name, String refs) throws IOException {
        Files.writeString(manifests.resolve(name + ".yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s}
                spec: {appId: app-%s, command: [game], %s}
                """.formatted(name, name, refs));
    }

    private void writeSecret(String file, String name, String stringData) throws IOException {
        Files.writeString(manifests.resolve(file), """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s}
                stringData: {%s}
                """.formatted(name, stringData));
    }

    /** Twice: what is read once may still be written. */
    private void read() {
        applications.read();
        applications.read();
    }

    private Application application(String name) {
        return catalog.application("app-" + name).orElseThrow();
    }

    private static List<TokenHash> hashes(String... tokens) {
        return Stream.of(tokens).map(TokenHash::of).toList();
    }

    @Test
    void theyAreTakenFromSecretsOfAnyFile() throws IOException {
        writeGame("one", "tokenSecretRefs: [{name: tokens}, {name: more, key: ci}], appSecretRef: {name: tokens}");
        writeSecret("secrets.yaml", "tokens", "token: '  one ', secret: " + APP_SECRET);
        Files.writeString(manifests.resolve("more.json"), """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "more", "namespace": "games"},
                 "type": "Opaque", "data": {"ci": "%s", "binary": "/////w=="}}
                """.formatted(Base64.getEncoder().encodeToString("two\n".getBytes(StandardCharsets.UTF_8))));
        read();

        assertThat(applications.problems()).isEmpty();
        assertThat(application("one").tokens()).isEqualTo(hashes("one", "two"));
        assertThat(application("one").secret()).isEqualTo(APP_SECRET);
    }

    @Test
    void aChangedSecretCountsAndIsNoDeployment() throws IOException {
        writeGame("one", "tokenSecretRefs: [{name: tokens}], appSecretRef: {name: tokens}");
        writeSecret("secrets.yaml", "tokens", "token: old, secret: " + APP_SECRET);
        read();

        writeSecret("secrets.yaml", "tokens", "token: new, secret: other-" + APP_SECRET);
        read();
        assertThat(application("one").tokens()).isEqualTo(hashes("new"));
        assertThat(application("one").secret()).isEqualTo("other-" + APP_SECRET);
        assertThat(catalog.newest("app-one").orElseThrow().number()).isEqualTo(1);

        writeGame("one", "roomsPerProcess: 1");
        read();
        assertThat(application("one").tokens()).as("no reference, no token").isEmpty();
        assertThat(application("one").secret()).as("players stay logged in").isEqualTo("other-" + APP_SECRET);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '`',
            textBlock = """
                    no Secret        | tokenSecretRefs: [{name: tokens}] | none | spec.tokenSecretRefs[0] of one refers to the Secret tokens, which is in no manifest: add it
                    no key           | tokenSecretRefs: [{name: tokens}] | other: a | spec.tokenSecretRefs[0] of one refers to the key token, which the Secret tokens does not have: add it
                    no secret        | appSecretRef: {name: tokens} | token: a | spec.appSecretRef of one refers to the key secret, which the Secret tokens does not have
                    no text          | tokenSecretRefs: [{name: tokens}] | token: "  " | spec.tokenSecretRefs[0] of one refers to the key token of the Secret tokens, whose value can't be used: write 1 to 4096
                    two words        | tokenSecretRefs: [{name: tokens}] | token: classified two | whose value can't be used
                    a control character | tokenSecretRefs: [{name: tokens}] | token: "classified\\u0007" | whose value can't be used
                    no ASCII         | tokenSecretRefs: [{name: tokens}] | token: "classifiéd" | whose value can't be used
                    a short secret   | appSecretRef: {name: tokens} | secret: classified | whose value can't be used: write 32 to 4096
                    a token twice    | tokenSecretRefs: [{name: tokens}, {name: tokens, key: b}] | token: classified, b: classified | spec.tokenSecretRefs[1] of one refers to the same token as another reference: remove one
                    a bad Secret     | tokenSecretRefs: [{name: tokens}] | token: [classified] | secrets.yaml: stringData.token has to be a text
                    """)
    void whatCannotBeUsedIsToldAndLeavesTheLastGoodVersionInForce(String mistake, String refs,
            @Nullable String stringData, String told) throws IOException {
        writeGame("one", "tokenSecretRefs: [{name: good}], appSecretRef: {name: good}");
        writeSecret("good.yaml", "good", "token: good, secret: " + APP_SECRET);
        read();
        Application good = application("one");

        writeGame("one", refs + ", roomsPerProcess: 9");
        if (stringData != null) {
            writeSecret("secrets.yaml", "tokens", stringData);
        }
        read();
        assertThat(applications.problems()).as(mistake).anySatisfy(problem -> assertThat(problem).contains(told))
                .allSatisfy(problem -> assertThat(problem).doesNotContain("classif"));
        assertThat(application("one")).isEqualTo(good);
        restart();
        read();

        assertThat(application("one")).as("also after a restart").isEqualTo(good);
        assertThat(catalog.newest("app-one").orElseThrow().limits().roomsPerProcess()).isEqualTo(1);
        assertThat(List.copyOf(log.list)).extracting(ILoggingEvent::getFormattedMessage)
                .allSatisfy(line -> assertThat(line).doesNotContain("classif", APP_SECRET, TokenHash.of("good").hex()));
    }

    @Test
    void aSecretThatIsBrokenOrGoneTakesNoTokenAway() throws IOException {
        writeGame("one", "tokenSecretRefs: [{name: tokens}]");
        writeSecret("secrets.yaml", "tokens", "token: good");
        read();

        Files.writeString(manifests.resolve("secrets.yaml"), "kind: Secret\nstringData: {token: bad");
        read();
        assertThat(applications.problems()).singleElement().asString().contains("secrets.yaml: line 2: it is not YAML");
        assertThat(application("one").tokens()).isEqualTo(hashes("good"));
        Files.delete(manifests.resolve("secrets.yaml"));
        read();
        assertThat(applications.problems()).singleElement().asString().contains("one.yaml: spec.tokenSecretRefs[0]");
        assertThat(application("one").tokens()).isEqualTo(hashes("good"));
    }

    @Test
    void aTokenOfTwoApplicationsIsAProblem() throws IOException {
        writeSecret("secrets.yaml", "tokens", "token: one, two: two");
        writeGame("one", "tokenSecretRefs: [{name: tokens}]");
        writeGame("two", "tokenSecretRefs: [{name: tokens, key: two}, {name: tokens}]");
        read();
        assertThat(applications.problems()).containsExactly(manifests + "/two.yaml: spec.tokenSecretRefs[1] of two"
                + " refers to a token of application one: use another one");
        assertThat(catalog.application("app-two")).isEmpty();

        writeGame("two", "tokenSecretRefs: [{name: tokens, key: two}]");
        read();
        assertThat(applications.problems()).isEmpty();
        assertThat(application("two").tokens()).isEqualTo(hashes("two"));

        writeGame("one", "tokenSecretRefs: [{name: tokens, key: two}]");
        writeGame("two", "tokenSecretRefs: []");
        read();
        assertThat(applications.problems()).as("it has moved").isEmpty();
        assertThat(application("one").tokens()).isEqualTo(hashes("two"));
    }

    @Test
    void aTokenOfAnApplicationWhoseManifestIsBrokenIsStillItsOwn() throws IOException {
        writeSecret("secrets.yaml", "tokens", "token: one");
        writeGame("one", "tokenSecretRefs: [{name: tokens}]");
        read();
        writeGame("one", "tokenSecretRefs: [{name: tokens}], roomsPerProcess: many");
        writeGame("two", "tokenSecretRefs: [{name: tokens}]");
        restart();
        read();
        assertThat(application("one").tokens()).isEqualTo(hashes("one"));
        assertThat(catalog.application("app-two")).isEmpty();
    }

    @Test
    void twoSecretsOfOneNameAreAProblem() throws IOException {
        writeSecret("a.yaml", "tokens", "token: a");
        writeSecret("b.yaml", "tokens", "token: b");
        writeGame("one", "tokenSecretRefs: [{name: tokens}]");
        read();
        assertThat(applications.problems()).containsExactly(manifests + "/b.yaml: metadata.name is tokens, which is in "
                + manifests + "/a.yaml already: write another one");
        assertThat(application("one").tokens()).isEqualTo(hashes("a"));
    }

    @Test
    void aFolderWithSecretsAloneDeletesNothing() throws IOException {
        writeSecret("secrets.yaml", "tokens", "token: a");
        writeGame("one", "tokenSecretRefs: [{name: tokens}]");
        read();
        Files.delete(manifests.resolve("one.yaml"));
        read();
        now = now.plus(Applications.REMOVED_AFTER);
        read();
        assertThat(application("one").tokens()).isEqualTo(hashes("a"));
        assertThat(applications.problems()).singleElement().asString().contains("no manifest of the kind Hathora");
    }

    @Test
    void aTokenIsInNoRecord() throws IOException {
        writeSecret("secrets.yaml", "tokens", "token: a-token-in-clear");
        writeGame("one", "tokenSecretRefs: [{name: tokens}]");
        read();
        database.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).as(file.toString())
                        .doesNotContain("a-token-in-clear");
            }
        }
    }

    @ParameterizedTest(name = "folder {0}, file {1}")
    @CsvSource({"rwxr-xr-x, rw-r--r--, 1", "rwxr-xr-x, rw-------, 0", "rwx------, rw-r--r--, 0"})
    void aSecretThatOthersCanReadIsToldOnce(String folderMode, String fileMode, int told) throws IOException {
        writeSecret("secrets.yaml", "tokens", "token: a");
        Files.setPosixFilePermissions(manifests, PosixFilePermissions.fromString(folderMode));
        Files.setPosixFilePermissions(manifests.resolve("secrets.yaml"), PosixFilePermissions.fromString(fileMode));
        read();
        read();
        assertThat(List.copyOf(log.list)).extracting(ILoggingEvent::getFormattedMessage)
                // tests beside this one use the same logger
                .filteredOn(line -> line.contains("other users of this machine can read it")
                        && line.contains(manifests.toString()))
                .hasSize(told);
    }
}
