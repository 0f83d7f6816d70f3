package dev.hathora.operator.host.pods;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.crash.Records;
import dev.hathora.operator.host.pods.NodeFixture.RunningHost;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Two hosts on one PostgreSQL, with Pods on a real node: the leader hangs, and is killed. */
@EnabledIfEnvironmentVariable(named = NodeFixture.VARIABLE, matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(1200)
@SuppressWarnings("NullAway.Init") // open sets the rest
class SeveralHostsOnANodeTest {
    private static final CreateRoomRequest REQUEST = new CreateRoomRequest("Frankfurt", null, null, null);

    private EmbeddedPostgres server;
    private NodeFixture cluster;
    private Records records;
    private String app;
    private String database;
    private Path passwordFile;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException, SQLException {
        cluster = new NodeFixture(folder);
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
        database = server.getJdbcUrl("postgres", "postgres");
        passwordFile = Files.writeString(folder.resolve("password"), "postgres");
        app = cluster.apply("echo", "roomsPerProcess: 1");
        records = new Records(new DatabaseAddress(database, "postgres", "postgres"), app);
    }

    @AfterAll
    void close() throws SQLException, IOException {
        records.close();
        cluster.close();
        server.close();
    }

    private RunningHost start() {
        return cluster.start(database, "--database-user", "postgres", "--database-password-file",
                passwordFile.toString());
    }

    /** The numbers of the terms that a host has led. */
    private static List<Integer> terms(RunningHost host) {
        return host.program().output().lines().filter(line -> line.contains("This host leads, for term"))
                .map(line -> Integer.valueOf(line.replaceFirst(".*for term ", ""))).toList();
    }

    /** Waits until a host has begun to lead after another one. */
    private static void awaitLeader(RunningHost host, int after) {
        Awaitility.await("it leads").atMost(NodeFixture.PATIENCE)
                .until(() -> terms(host).stream().anyMatch(term -> term > after));
    }

    @Test
    void aLeaderThatHangsOrIsKilledIsReplacedAndGamesGoOn() throws Exception {
        RunningHost first = start();
        awaitLeader(first, 0);
        RunningHost second = start();
        cluster.awaitReason(cluster.namespace, "echo", "Served");
        ExposedPort port = second.create(app, "through-the-follower");
        String process = second.processOf(app, "through-the-follower");
        String game = Player.say(port, "pid");

        // it hangs in the middle of its work, for longer than its term
        first.cloud().createRoom(app, "begun", REQUEST);
        first.program().freeze();
        awaitLeader(second, last(first));
        assertThat(Player.say(second.awaitPort(app, "begun"), "hello")).isEqualTo("hello");
        assertThat(Player.say(second.create(app, "next"), "hello")).isEqualTo("hello");
        second.cloud().destroyRoom(app, "begun");
        first.program().thaw();
        Awaitility.await("it learns that its term has ended").atMost(NodeFixture.PATIENCE)
                .until(() -> first.program().output().contains("This host does not lead any more"));
        Awaitility.await("it answers again").atMost(NodeFixture.PATIENCE).ignoreExceptions()
                .until(() -> first.awaitPort(app, "next") != null);
        assertThat(first.awaitPort(app, "through-the-follower")).isEqualTo(port);
        assertThat(Player.say(port, "pid")).isEqualTo(game);
        awaitAPodForEachRecord();

        // one gets the place of the room that was destroyed, and the other one a process that was only recorded
        List<String> unfinished = List.of("before-the-kill", "right-before-the-kill");
        unfinished.forEach(room -> second.cloud().createRoom(app, room, REQUEST));
        second.program().kill();
        awaitLeader(first, last(second));
        for (String room : unfinished) {
            assertThat(Player.say(first.awaitPort(app, room), "hello")).isEqualTo("hello");
        }
        assertThat(Player.say(port, "pid")).isEqualTo(game);
        assertThat(first.processOf(app, "through-the-follower")).isEqualTo(process);
        awaitAPodForEachRecord();
        assertThat(Stream.of(first, second).flatMap(host -> terms(host).stream()))
                .as("each term has one leader").doesNotHaveDuplicates();
        first.cloud().destroyRoom(app, "through-the-follower");
    }

    private static int last(RunningHost host) {
        return terms(host).getLast();
    }

    /** No process without a record, no record without a process. */
    private void awaitAPodForEachRecord() {
        Awaitility.await().atMost(NodeFixture.PATIENCE).untilAsserted(() -> assertThat(cluster.podsOf(app))
                .containsExactlyInAnyOrderElementsOf(Objects.requireNonNull(records.living())));
    }
}
