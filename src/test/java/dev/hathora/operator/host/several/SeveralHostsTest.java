package dev.hathora.operator.host.several;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

import dev.hathora.operator.host.Caller;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.crash.Records;
import dev.hathora.operator.host.store.DatabaseInUseException;
import dev.hathora.operator.host.store.PortNumbers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several hosts on one PostgreSQL, which share what runs their game servers. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and open the rest
class SeveralHostsTest {
    private static final String APP = "app-1";
    private static final String ROOMS = "/rooms/v2/" + APP;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 64;

    /** On a busy machine, the start of a JVM takes minutes. */
    private static final Duration LONGEST_START = Duration.ofMinutes(4);

    /** Tests of this class run at the same time. */
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static EmbeddedPostgres server;

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private String database;
    private Records records;
    private SharedGames games;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2))
                .setServerConfig("max_connections", "300").start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void open() throws IOException, SQLException {
        String name = "several" + DATABASES.incrementAndGet();
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        database = server.getJdbcUrl("postgres", name);
        records = opened(new Records(new DatabaseAddress(database, "postgres", "postgres"), APP));
        games = new SharedGames(folder.resolve("shared"));
        write("game", APP, 4);
    }

    private void write(String name, String appId, int roomsPerProcess) throws IOException {
        Path files = Files.createDirectories(folder.resolve("manifests"));
        Files.writeString(files.resolve(name + ".yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s}
                spec: {appId: %s, command: [none], roomsPerProcess: %d, idleTimeout: 1s}
                """.formatted(name, appId, roomsPerProcess));
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private Host join() {
        return join(database);
    }

    private Host join(String url) {
        return opened(JoinedHost.start(url, folder.resolve("manifests"), folder.resolve("shared")));
    }

    private Caller caller(URI host) {
        return opened(new Caller(host));
    }

    private static String create(Caller caller, String roomId) {
        Caller.Reply reply = caller.post(ROOMS + "/create?roomId=" + roomId, "{\"region\":\"Tokyo\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().path("processId").textValue();
    }

    private static boolean isUp(Caller caller, String roomId) {
        return caller.getAsAnybody(ROOMS + "/connectioninfo/" + roomId).text().contains("exposedPort");
    }

    private void awaitUp(Caller caller, String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> isUp(caller, roomId));
    }

    /** The promises, when everything has settled. */
    private void requireOrder() throws IOException {
        Awaitility.await("all is settled").atMost(PATIENCE).until(() -> records.unsettled().isEmpty());
        assertThat(records.contradictions()).isEmpty();
        List<String> begun = games.begun();
        assertThat(begun).as("started once").doesNotHaveDuplicates();
        Awaitility.await("what runs is recorded").atMost(PATIENCE)
                .untilAsserted(() -> assertThat(games.running()).hasSameElementsAs(records.living()));
    }

    /** Each of these is asked of the host that did not do what went before. */
    @Test
    void allAnswerAndWhatOneHasDoneTheOtherKnows() throws Exception {
        Caller leader = caller(join().uri());
        Caller follower = caller(join().uri());

        String process = create(follower, "one");
        awaitUp(follower, "one");
        assertThat(isUp(leader, "one")).as("at the leader, too").isTrue();
        assertThat(leader.post(ROOMS + "/create?roomId=one", "{\"region\":\"Tokyo\"}").status()).as("its id is used")
                .isEqualTo(400);
        assertThat(create(leader, "two")).as("it has places").isEqualTo(process);
        assertThat(isUp(follower, "two")).isTrue();

        for (Caller destroyer : List.of(leader, follower)) {
            Caller other = destroyer == leader ? follower : leader;
            create(destroyer, "gone-" + destroyer.hashCode());
            assertThat(isUp(other, "gone-" + destroyer.hashCode())).as("known, were it remembered").isTrue();
            assertThat(isUp(other, "gone-" + destroyer.hashCode())).isTrue();
            assertThat(destroyer.post(ROOMS + "/destroy/gone-" + destroyer.hashCode(), null).status()).isEqualTo(204);
            assertThat(other.getAsAnybody(ROOMS + "/connectioninfo/gone-" + destroyer.hashCode()).status())
                    .as("destroyed").isEqualTo(404);
        }

        assertThat(follower.post(ROOMS + "/suspend/two", null).status()).isEqualTo(204);
        assertThat(leader.get(ROOMS + "/info/two").json().path("status").textValue()).isEqualTo("suspended");
        assertThat(leader.post(ROOMS + "/resume/two", null).status()).isEqualTo(200);
        assertThat(isUp(follower, "two")).isTrue();

        assertThat(follower.post("/processes/v3/apps/" + APP + "/processes/" + process + "/stop", null).status())
                .isEqualTo(204);
        assertThat(leader.getAsAnybody(ROOMS + "/connectioninfo/one").status()).as("its rooms end").isEqualTo(404);
        Awaitility.await("the leader is told").atMost(PATIENCE).until(() -> !games.running().contains(process));
        requireOrder();
    }

    @Test
    void whatTheLeaderAppliesTheOthersServe() throws Exception {
        join();
        Caller follower = caller(join().uri());
        assertThat(follower.get("/rooms/v2/app-2/info/r").text()).contains("application app-2 does not exist");

        write("other", "app-2", 1);

        Awaitility.await("it is applied").atMost(PATIENCE)
                .until(() -> follower.get("/apps/v2/apps/app-2").status() == 200);
        try (var connection = DriverManager.getConnection(database, "postgres", "postgres");
                var statement = connection.createStatement()) {
            // Nobody is told.
            statement.executeUpdate("update applications set deleted_at = 1 where app_id = 'app-2'");
        }
        Awaitility.await("its end is found out")
                .until(() -> follower.get("/apps/v2/apps/app-2").status() == 404);
    }

    /** The sweep is for that. */
    @Test
    void whatNobodyToldTheLeaderIsDoneNevertheless() throws Exception {
        Caller leader = caller(join().uri());
        String process = create(leader, "one");
        awaitUp(leader, "one");
        try (var connection = DriverManager.getConnection(database, "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.executeUpdate("update processes set state = 'stopping', rooms = 0, stopping_at = 0");
            statement.executeUpdate("update allocations set unscheduled_at = 0");
            statement.executeUpdate("update rooms set status = 'destroyed', process_id = null");
            Awaitility.await("it ends").atMost(PATIENCE).until(() -> !games.running().contains(process));

            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and application_name = 'hathora-host-notices'");
        }
        Caller follower = caller(join().uri());
        create(follower, "two");
        awaitUp(follower, "two");
        requireOrder();
    }

    @Test
    void whenTheLeaderIsKilledAnotherOneLeadsAtOnce() throws Exception {
        Path log = folder.resolve("leader.log");
        Process leader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                JoinedHost.class.getName(),
                database, folder.resolve("manifests").toString(), folder.resolve("shared").toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        opened(() -> leader.destroyForcibly().waitFor());
        Awaitility.await("it listens").atMost(LONGEST_START)
                .until(() -> Files.readString(log).contains(JoinedHost.LISTENING));
        Caller first = caller(URI.create(Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(JoinedHost.LISTENING)).findFirst().orElseThrow()
                .substring(JoinedHost.LISTENING.length())));
        Caller second = caller(join().uri());
        create(first, "before");
        awaitUp(second, "before");

        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (Caller caller : List.of(first, second)) {
                for (int i = 0; i < 8; i++) {
                    clients.add(threads.submit(() -> createUntil(enough, caller, acknowledged)));
                }
            }
            Awaitility.await("they are at work").atMost(PATIENCE).until(() -> acknowledged.size() > 50);
            leader.destroyForcibly().waitFor();
            Instant killed = Instant.now();
            ask(asked -> second, 0, "/create?roomId=after", "{\"region\":\"Tokyo\"}", 201, 400);
            awaitUp(second, "after");
            assertThat(Duration.between(killed, Instant.now())).as("until a game server runs that nobody managed")
                    .isLessThan(PATIENCE);
            enough.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
        }
        for (String room : acknowledged) {
            awaitUp(second, room);
        }
        requireOrder();
    }

    /** Until it has seen enough, or its host is gone. */
    private static void createUntil(AtomicBoolean enough, Caller caller, Set<String> acknowledged) {
        while (!enough.get()) {
            String room = "r" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
            try {
                if (caller.post(ROOMS + "/create?roomId=" + room, "{\"region\":\"Tokyo\"}").status() == 201) {
                    acknowledged.add(room);
                }
                Thread.sleep(50);
            } catch (UncheckedIOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Test
    void manyClientsOfAllHostsFindEverythingInOrder() throws Exception {
        List<Caller> callers = List.of(caller(join().uri()), caller(join().uri()));
        AtomicInteger number = new AtomicInteger();
        ConcurrentLinkedQueue<String> kept = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 2 * CLIENTS; i++) {
                Caller creator = callers.get(i % 2);
                Caller destroyer = callers.get(i / 2 % 2);
                clients.add(threads.submit(() -> {
                    for (int round = 0; round < 6; round++) {
                        String room = "r" + number.incrementAndGet();
                        ask(asked -> creator, 0, "/create?roomId=" + room, "{\"region\":\"Tokyo\"}", 201, 400);
                        if (round % 3 == 2) {
                            kept.add(room);
                        } else {
                            ask(asked -> destroyer, 0, "/destroy/" + room, null, 204, 404);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        for (String room : kept) {
            awaitUp(callers.get(room.hashCode() & 1), room);
        }
        requireOrder();
    }

    /** As a rollout does, with clients that ask another host when one does not accept them. */
    @Test
    void whenOneAfterAnotherIsReplacedNoCallIsLost() throws Exception {
        List<Host> hosts = new ArrayList<>(List.of(join(), join()));
        AtomicReferenceArray<Caller> callers = new AtomicReferenceArray<>(2);
        for (int i = 0; i < 2; i++) {
            callers.set(i, caller(hosts.get(i).uri()));
        }
        AtomicBoolean enough = new AtomicBoolean();
        ConcurrentLinkedQueue<String> kept = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int start = i;
                clients.add(threads.submit(() -> {
                    for (int n = 0; !enough.get(); n++) {
                        String room = "r-" + start + "-" + n;
                        ask(asked -> callers.get(asked % 2), start + n, "/create?roomId=" + room,
                                "{\"region\":\"Tokyo\"}", 201, 400);
                        if (n % 4 == 0) {
                            kept.add(room);
                        } else {
                            ask(asked -> callers.get(asked % 2), start + n + 1, "/destroy/" + room, null, 204, 404);
                        }
                    }
                    return null;
                }));
            }
            for (int i = 0; i < 2; i++) {
                int before = kept.size();
                Awaitility.await("they are at work").atMost(PATIENCE).until(() -> kept.size() > before + 20);
                hosts.get(i).close();
                hosts.set(i, join());
                callers.set(i, caller(hosts.get(i).uri()));
            }
            int before = kept.size();
            Awaitility.await("they still are").atMost(PATIENCE).until(() -> kept.size() > before + 20);
            enough.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
        }
        for (String room : kept) {
            awaitUp(callers.get(0), room);
        }
        requireOrder();
    }

    /**
     * Asks until it is answered.
     *
     * @param hosts who is asked at each attempt
     * @param repeated what is answered as well if it was done before, but nobody heard of it
     */
    private static void ask(IntFunction<Caller> hosts, int first, String path, @Nullable String body, int expected,
            int repeated) throws InterruptedException {
        boolean lost = false;
        for (int i = first;; i++) {
            try {
                Caller.Reply reply = hosts.apply(i).post(ROOMS + path, body);
                if (reply.status() == 503) {
                    assertThat(reply.response().headers().firstValue("Retry-After")).as(reply.text()).isPresent();
                    lost = true;
                    Thread.sleep(100);
                    continue;
                }
                assertThat(reply.status()).as(path + ": " + reply.text()).isIn(expected, lost ? repeated : expected);
                return;
            } catch (UncheckedIOException e) {
                lost = true;
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aHostThatIsAloneAndHostsThatShareKeepEachOtherOut() throws Exception {
        HostOptions local = new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.resolve("manifests"), new DatabaseAddress(database, "postgres", "postgres"),
                folder.resolve("local"), null, () -> HostProgram.TOKEN, "127.0.0.1", new PortNumbers(26_000, 26_999));
        try (Host shared = JoinedHost.start(database, folder.resolve("manifests"), folder.resolve("shared"))) {
            assertThatThrownBy(() -> Host.start(local)).as("beside " + shared.uri())
                    .isInstanceOf(DatabaseInUseException.class);
        }
        try (Host alone = Host.start(local)) {
            assertThatThrownBy(this::join).as("beside " + alone.uri()).isInstanceOf(DatabaseInUseException.class);
        }

        String sqlite = "jdbc:sqlite:" + folder.resolve("records.db");
        join(sqlite);
        assertThatThrownBy(() -> join(sqlite)).as("SQLite can't be shared").isInstanceOf(DatabaseInUseException.class);
    }
}
