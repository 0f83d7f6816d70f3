package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class ApplicationsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private Path manifests;
    private Database database;
    private Applications applications;
    private StoredCatalog catalog;
    private Instant now = NOW;

    @BeforeEach
    void open() throws IOException {
        manifests = Files.createDirectory(folder.resolve("manifests"));
        database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
        restart();
    }

    @AfterEach
    void close() {
        applications.close();
        database.close();
    }

    private void restart() {
        ApplicationStore store = new ApplicationStore(database);
        catalog = new StoredCatalog(store);
        applications = new Applications(manifests, store, catalog, () -> true, () -> now);
    }

    private void write(String file, String name, String spec) throws IOException {
        Files.writeString(manifests.resolve(file), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec));
    }

    /** Twice: what is read once may still be written. */
    private void read() {
        applications.read();
        applications.read();
    }

    private Application only() {
        assertThat(catalog.applications()).hasSize(1);
        return catalog.applications().iterator().next();
    }

    private Deployment newest() {
        return catalog.newest(only().appId()).orElseThrow();
    }

    @Test
    void aChangedSpecIsANewDeploymentOfTheSameApplication() throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        Application application = only();
        Deployment first = newest();
        assertThat(application.appId()).startsWith("app-");
        assertThat(application.secret()).startsWith("secret-");
        read();
        assertThat(newest()).as("nothing changed").isEqualTo(first);

        write("game.yaml", "game", "{command: [two]}");
        read();

        assertThat(only()).isEqualTo(application);
        assertThat(newest().number()).isEqualTo(2);
        assertThat(newest().program().command()).containsExactly("two");
        assertThat(catalog.deployment(first.deploymentId())).as("old processes run on").contains(first);
    }

    @Test
    void regionsAreNoPartOfADeployment() throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        assertThat(only().isOffered("Tokyo")).as("everywhere").isTrue();

        write("game.yaml", "game", "{command: [one], regions: [{name: Dallas, maxProcesses: 3}]}");
        read();

        assertThat(newest().number()).isEqualTo(1);
        assertThat(only().isOffered("Tokyo")).isFalse();
        assertThat(only().regions()).containsExactly(new Application.OfferedRegion("Dallas", 0, 3));
    }

    @Test
    void aBadManifestLeavesTheLastGoodOneInForceAndIsTold() throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        Deployment good = newest();

        write("game.yaml", "game", "{command: [two], roomsPerProcess: many}");
        read();
        read();

        assertThat(newest()).isEqualTo(good);
        assertThat(applications.problems()).singleElement().asString().startsWith(manifests + "/game.yaml: spec.rooms")
                .contains("is \"many\": write a whole number");

        restart();
        read();
        assertThat(newest()).as("also after a restart").isEqualTo(good);

        write("game.yaml", "game", "{command: [two]}");
        read();
        assertThat(newest().number()).isEqualTo(2);
        assertThat(applications.problems()).isEmpty();
    }

    /** Reads, and reads again when what is missing counts as removed. */
    private void readUntilRemoved() {
        read();
        now = now.plus(Applications.REMOVED_AFTER);
        read();
    }

    @ParameterizedTest(name = "after a restart: {0}")
    @ValueSource(booleans = {false, true})
    void aRemovedManifestDeletesItsApplicationWhenItStaysRemoved(boolean restarted) throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        Application application = only();
        write("other.yaml", "other", "{command: [other]}");
        read();

        Files.move(manifests.resolve("game.yaml"), manifests.resolve("game.bak"));
        if (restarted) {
            restart();
        }
        read();
        now = now.plus(Applications.REMOVED_AFTER).minusSeconds(1);
        read();
        assertThat(catalog.application(application.appId())).as("an editor may be saving it, or git").isPresent();
        Files.move(manifests.resolve("game.bak"), manifests.resolve("game.yaml"));
        readUntilRemoved();
        assertThat(catalog.application(application.appId())).contains(application);

        Files.delete(manifests.resolve("game.yaml"));
        readUntilRemoved();
        assertThat(only().name()).isEqualTo("other");
        assertThat(catalog.newest(application.appId())).isEmpty();

        write("game.yaml", "game", "{command: [one]}");
        read();
        assertThat(catalog.application(application.appId())).as("it comes back with id and secret")
                .contains(application);
    }

    /** Somebody starts the host with another folder. */
    @Test
    void whatHasRoomsIsNotDeletedForAManifestThatWasNotSeenSinceTheStart() throws Exception {
        write("game.yaml", "game", "{command: [one], appId: app-1}");
        read();
        try (var records = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("records.db"));
                var statement = records.createStatement()) {
            statement.executeUpdate("insert into rooms (room_id, app_id, deployment_id, region, status, created_at)"
                    + " select 'r1', app_id, deployment_id, 'Tokyo', 'suspended', 0 from deployments");
        }
        Files.move(manifests.resolve("game.yaml"), manifests.resolve("game.bak"));
        write("other.yaml", "other", "{command: [other]}");
        restart();

        readUntilRemoved();
        readUntilRemoved();
        assertThat(catalog.application("app-1")).as("its games run on").isPresent();

        Files.move(manifests.resolve("game.bak"), manifests.resolve("game.yaml"));
        read();
        Files.delete(manifests.resolve("game.yaml"));
        readUntilRemoved();
        assertThat(catalog.application("app-1")).as("its manifest was removed").isEmpty();
    }

    @ParameterizedTest(name = "after a restart: {0}")
    @ValueSource(booleans = {false, true})
    void aFolderWithoutManifestsDeletesNothing(boolean restarted) throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        Files.delete(manifests.resolve("game.yaml"));
        if (restarted) {
            restart();
        }

        readUntilRemoved();

        assertThat(only().name()).as("it may not be mounted yet").isEqualTo("game");
        assertThat(applications.problems()).singleElement().asString().contains("contains no manifest");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "it says that there are none               | items: []         | true",
        "its items were lost, by a template perhaps | metadata: {}      | false",
        "applications are documents of their own   | items: [{spec: 1}] | false"
    })
    void theLastApplicationIsDeletedByAListThatIsEmpty(String reason, String line, boolean deleted) throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        Files.delete(manifests.resolve("game.yaml"));
        Files.writeString(manifests.resolve("none.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplicationList
                %s
                """.formatted(line));

        read();
        assertThat(only().name()).as("it may be missing only for a moment").isEqualTo("game");
        readUntilRemoved();

        assertThat(catalog.applications().isEmpty()).as(reason).isEqualTo(deleted);
        assertThat(applications.problems()).as(reason).hasSize(deleted ? 0 : 1)
                .allMatch(problem -> problem.contains("none.yaml: items has to be []: write each application"));

        write("other.yaml", "other", "{command: [other]}");
        read();
        assertThat(catalog.applications()).as("the list does not rule other files out").extracting(
                Application::name).contains("other");
    }

    /** Its id is its identity: the same rooms and processes are those of the new name. */
    @ParameterizedTest(name = "after {0} s without a manifest")
    @ValueSource(ints = {0, 60})
    void anApplicationIsRenamedWhenItsManifestHasAnotherName(int gap) throws IOException {
        write("game.yaml", "game", "{command: [one], appId: app-1}");
        write("other.yaml", "other", "{command: [other]}");
        read();
        Application before = catalog.application("app-1").orElseThrow();
        if (gap > 0) {
            Files.delete(manifests.resolve("game.yaml"));
            readUntilRemoved();
            assertThat(catalog.application("app-1")).as("deleted").isEmpty();
        }

        write("game.yaml", "match", "{command: [one], appId: app-1}");
        readUntilRemoved();

        Application renamed = catalog.application("app-1").orElseThrow();
        assertThat(renamed.name()).isEqualTo("match");
        assertThat(renamed.secret()).as("players stay logged in").isEqualTo(before.secret());
        assertThat(catalog.newest("app-1").orElseThrow().number()).as("no new deployment").isEqualTo(1);
        assertThat(applications.problems()).isEmpty();

        write("game.yaml", "game", "{command: [one], appId: app-1}");
        read();
        assertThat(catalog.application("app-1")).as("and back").contains(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "the previous name is still in use                   | game | '{command: [one], appId: app-1}'",
        "a manifest with an error may have the previous name | bad  | '{}'"
    })
    void anApplicationKeepsItsNameAsLongAsItMayBeMeant(String reason, String name, String spec) throws IOException {
        write("game.yaml", "game", "{command: [one], appId: app-1}");
        read();

        Files.delete(manifests.resolve("game.yaml"));
        write("obstacle.yaml", name, spec);
        write("renamed.yaml", "match", "{command: [one], appId: app-1}");
        read();
        assertThat(only().name()).as(reason).isEqualTo("game");
        assertThat(applications.problems()).anyMatch(problem -> problem.contains("renamed.yaml: spec.appId of match is"
                + " the id of application game: write another id. To rename"));

        Files.delete(manifests.resolve("obstacle.yaml"));
        read();
        assertThat(only().name()).isEqualTo("match");
        assertThat(applications.problems()).isEmpty();
    }

    @Test
    void anApplicationIsNotRenamedToAnotherOne() throws IOException {
        write("one.yaml", "one", "{command: [one], appId: app-1}");
        write("two.yaml", "two", "{command: [two], appId: app-2}");
        read();

        Files.delete(manifests.resolve("two.yaml"));
        write("one.yaml", "two", "{command: [one], appId: app-1}");
        readUntilRemoved();

        assertThat(catalog.applications()).extracting(Application::name).containsExactlyInAnyOrder("one", "two");
        assertThat(applications.problems()).singleElement().asString().contains(
                "spec.appId of two can't be changed: the application has the id app-2");
    }

    @Test
    void nothingIsDeletedWhileAnyManifestIsBad() throws IOException {
        write("one.yaml", "one", "{command: [one]}");
        write("two.yaml", "two", "{command: [two]}");
        read();

        Files.delete(manifests.resolve("one.yaml"));
        write("two.yaml", "two", "{}");
        readUntilRemoved();
        assertThat(catalog.applications()).as("it may have been moved into the bad one").hasSize(2);

        Files.delete(manifests.resolve("two.yaml"));
        Files.delete(manifests);
        readUntilRemoved();
        assertThat(catalog.applications()).as("a folder that is gone says nothing").hasSize(2);
    }

    @Test
    void anIdBelongsToOneApplicationForEver() throws IOException {
        write("one.yaml", "one", "{command: [one], appId: app-1}");
        read();
        write("one.yaml", "one", "{command: [one], appId: app-2}");
        write("two.yaml", "two", "{command: [two], appId: app-1}");
        write("zwei.yaml", "one", "{command: [zwei]}");
        read();

        assertThat(only().appId()).isEqualTo("app-1");
        assertThat(newest().program().command()).containsExactly("one");
        assertThat(applications.problems()).satisfiesExactlyInAnyOrder(
                problem -> assertThat(problem).contains("one.yaml: spec.appId of one can't be changed: the application"
                        + " has the id app-1"),
                problem -> assertThat(problem).contains("two.yaml: spec.appId of two is the id of application one"),
                problem -> assertThat(problem).contains("zwei.yaml: metadata.name is one, which is in"));
    }

    @Test
    void aManifestThatIsBeingWrittenCountsWhenItIsWritten() throws IOException {
        write("game.yaml", "game", "{command: [one], roomsPerProcess: 7}");
        read();

        write("game.yaml", "game", "{command: [one]}");
        applications.read();
        assertThat(newest().limits().roomsPerProcess()).as("half of it is a manifest, too").isEqualTo(7);
        write("game.yaml", "game", "{command: [one], roomsPerProcess: 8}");
        applications.read();
        assertThat(newest().number()).as("it changes").isEqualTo(1);
        applications.read();

        assertThat(newest().number()).isEqualTo(2);
        assertThat(newest().limits().roomsPerProcess()).isEqualTo(8);
    }

    @Test
    void aManifestThatIsMendedBetweenTwoReadsCounts() throws IOException {
        write("game.yaml", "game", "{command: [one]}");
        read();
        Files.writeString(manifests.resolve("game.yaml"), "");
        read();
        write("game.yaml", "game", "{command: [two]}");
        applications.read();
        assertThat(applications.problems()).hasSize(1);
        applications.read();

        assertThat(newest().program().command()).containsExactly("two");
        assertThat(applications.problems()).isEmpty();
    }

    @Test
    void onlyManifestsOfAFolderAreRead() throws IOException {
        write("game.json", "game", "{command: [one]}");
        Files.writeString(manifests.resolve("game.jar"), "no manifest");
        Files.writeString(manifests.resolve(".hidden.yaml"), "no manifest");
        read();
        assertThat(List.copyOf(catalog.applications())).extracting(Application::name).containsExactly("game");
        assertThat(applications.problems()).isEmpty();
    }
}
