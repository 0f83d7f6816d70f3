package dev.hathora.operator.host.store;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.testing.Relay;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two hosts that share a database. The first one's lock goes over a wire that can be cut. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // opened before each test
class ElectedLeadershipTest {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant NOW = RoomStoreFixture.NOW;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private String url;
    private Relay wire;
    private Hosts first;
    private Hosts second;

    /** What a host has. */
    private record Hosts(ElectedLeadership leadership, Database database, ProcessStore processes) {}

    @BeforeEach
    void open() throws Exception {
        open("");
    }

    /** @param lock more parameters of the connection that holds the first one's lock */
    private void open(String lock) throws Exception {
        url = DATABASES.postgresqlUrl("select 1");
        wire = opened(new Relay(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                URI.create(url.substring("jdbc:".length())).getPort())));
        first = host(url.replaceFirst(":\\d+/", ":" + wire.port() + "/") + lock);
        second = host(url);
        new RuntimeStore(first.database(), first.processes()).register(new RuntimeId("runtime-1", "here"));
        first.database().write(h -> h.execute("insert into applications (app_id, name, secret, created_at)"
                + " values ('app-1', 'one', 'secret-1', 0)"));
        first.database().write(h -> h.execute("insert into deployments (deployment_id, app_id, number, content,"
                + " created_at) values ('dep-1', 'app-1', 1, '{}', 0)"));
    }

    private Hosts host(String lock) {
        ElectedLeadership leadership = opened(
                (ElectedLeadership) Leadership.join(lock, "postgres", "postgres"));
        Database database = opened(Database.open(url, "postgres", "postgres", leadership));
        leadership.stand();
        return new Hosts(leadership, database,
                new ProcessStore(database, new PortNumbers(20_000, 20_999), new Random(1)));
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private GameProcess record(Hosts host) {
        return host.processes().create("app-1", "dep-1", "Tokyo", RoomStoreFixture.newProcess(1, 0), NOW);
    }

    private void awaitLeader(Hosts host) {
        Awaitility.await("it leads").atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
                .until(host.leadership()::isHeld);
    }

    @Test
    void oneLeadsAndTheOtherWhenThatHasEnded() throws InterruptedException {
        assertThat(first.leadership().term()).isEqualTo(1);
        assertThat(second.leadership().isHeld()).isFalse();
        GameProcess process = record(second);
        assertThatThrownBy(() -> second.processes().noteRunning(process.processId(), process.ports(), NOW))
                .isInstanceOf(DatabaseUnavailableException.class).hasMessage("this host does not lead");

        CountDownLatch told = new CountDownLatch(1);
        second.leadership().whenElected(told::countDown);
        first.leadership().close();

        awaitLeader(second);
        assertThat(second.leadership().term()).isEqualTo(2);
        assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it is told").isTrue();
        second.processes().noteRunning(process.processId(), process.ports(), NOW);
        assertThat(second.processes().find(process.processId()).orElseThrow().state()).isEqualTo(ProcessState.RUNNING);
    }

    /** The server has given the first one's lock away, and that one is waiting for an answer about it. */
    @Test
    void whereTwoBelieveThatTheyLeadTheEarlierOneChangesNothing() throws Exception {
        close();
        // after 5 seconds without an answer it would not believe so any more, and machines stall
        open("&socketTimeout=20");
        GameProcess process = record(first);
        String id = process.processId();
        wire.freeze();
        try (var connection = Databases.connect(url); var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
                    + " and database = (select oid from pg_database where datname = current_database())"
                    + " and objid = x'72614c64'::int");
        }
        awaitLeader(second);
        assertThat(first.leadership().isHeld()).as("it believes so").isTrue();

        ProcessStore late = first.processes();
        List<Runnable> changes = List.of(() -> late.noteBooted(id, NOW), () -> late.noteRunning(id, List.of(), NOW),
                () -> late.drain(id), () -> late.retire(id, "late", true, NOW),
                () -> late.noteEnded(id, false, "late", NOW), () -> late.replacePort(process, 1),
                () -> late.createWarm("app-1", "dep-1", "Tokyo", RoomStoreFixture.newProcess(1, 0), NOW),
                () -> new ApplicationStore(first.database()).delete("app-1", NOW),
                () -> new RetentionStore(first.database()).endLocalBefore(NOW, NOW));
        assertThat(changes).allSatisfy(change -> assertThatThrownBy(change::run)
                .isInstanceOf(DatabaseUnavailableException.class).hasMessageStartingWith("another host leads"));
        assertThat(first.leadership().isHeld()).as("it still does").isTrue();

        assertThat(second.processes().living()).as("nothing has changed").containsExactly(process);
        assertThat(record(first).state()).as("what any host may do, it does").isEqualTo(ProcessState.STARTING);
        second.processes().noteBooted(id, NOW);
        Awaitility.await("it hears of it").atMost(PATIENCE).until(() -> !first.leadership().isHeld());
    }

    /** It would change what the next one has read already. */
    @Test
    void aTermBeginsWhenTheChangesOfTheLastOneAreMade() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread change = Thread.ofVirtual().start(() -> first.database().lead(h -> {
            begun.countDown();
            try {
                return mayEnd.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        begun.await();
        first.leadership().close();
        Awaitility.await("the second one waits for it").atMost(PATIENCE).until(() -> DATABASES
                .number("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                        + url.replaceFirst(".*/([^?]+).*", "$1") + "'") > 0);
        assertThat(second.leadership().isHeld()).isFalse();

        mayEnd.countDown();

        change.join();
        awaitLeader(second);
    }

    /** As where its machine is gone: nobody tells the server. */
    @Test
    void aLeaderThatIsSilentIsReplacedWithinHalfAMinute() {
        wire.silence();
        awaitLeader(second);
        assertThat(first.leadership().isHeld()).as("it stopped before").isFalse();
    }
}
