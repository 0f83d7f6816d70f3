package dev.hathora.operator.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorReplica;
import dev.hathora.operator.testing.Relay;
import dev.hathora.operator.testing.TestCluster;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: two rooms that must not be touched, users who keep changing their resources, one who comes late, failing
 * calls, and an operator that is killed again and again. Then the faults stop, and everything has to settle. Then games end, and status has to
 * show that soon. Finally all resources are deleted, and no room may be left.
 */
final class Chaos implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Chaos.class);
    private static final Path KEPT = Path.of("src/test/resources/dev/hathora/operator/chaos/seeds.txt");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /**
     * Long, because machines stall. It ends sooner where status says that the operator knows the user's wish, and where
     * a room was suspended for it.
     */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);
    private static final SimulatorOptions OPTIONS = SimulatorOptions.defaults().withBoot(Duration.ofMillis(300))
            .withRoomsPerProcess(2);
    private static final Path TABLE = Path.of("target", "chaos.md");
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /**
     * The rooms of most users may end while no operator runs. The next one would take that for an outage, and wait for five
     * minutes, if there were not at least as many other rooms. They are in a region of their own, because some users end
     * processes.
     */
    private static final String BYSTANDERS_REGION = "London";

    private final TestCluster cluster;
    private final Stage stage;
    private final OperatorFixture world;
    private final Relay line;
    private final Lives lives;
    private final Hazards hazards;
    /** The users who keep changing their resources. */
    private final List<User> restless;
    /** Those, and one before them who only asks for a room when the storm is over. */
    private final List<User> users;
    private final List<String> bystanders;
    private final Verdict verdict;
    private final long seed;
    private final int kills;
    private Duration longest = Duration.ZERO;
    private long passes;

    Chaos(TestCluster cluster, Stage stage, long seed, int kills, int rooms) throws IOException {
        this.cluster = cluster;
        this.stage = stage;
        this.seed = seed;
        this.kills = kills;
        world = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(), stage.hathora(),
                OPTIONS.token(), INTERVAL);
        Path output = Path.of("target", "chaos", "operator-" + seed + ".log");
        Files.deleteIfExists(output);
        line = Relay.toApiServer(cluster.client());
        lives = new Lives(output, line, cluster.namespace(), world.hathora(), seed);
        hazards = new Hazards(world.hathora(), seed);
        Tokens tokens = new Tokens(world.hathora());
        restless = IntStream.range(0, rooms).mapToObj(i -> new User("u" + i, world, tokens, seed * 1000 + i)).toList();
        // In a short run, the games of all others may have ended for good. This one's room is restarted, suspended and
        // destroyed, so that each promise is put to the test.
        users = Stream.concat(Stream.of(new User("late", world, tokens, seed)), restless.stream()).toList();
        bystanders = IntStream.range(0, rooms).mapToObj(i -> "bystander-" + i).toList();
        Duration onItsWay = ON_ITS_WAY.plus(Lives.LONGEST_SILENCE);
        verdict = new Verdict(world, onItsWay, onItsWay.plus(Hazards.LATEST));
    }

    /** Runs it; false: a promise was broken. */
    boolean run() throws Exception {
        Instant begin = Instant.now();
        try (OperatorReplica operator = lives.start()) {
            prepareWhatIsLeftAlone();
            operator.kill();
        }
        Instant leftAlone = Instant.now();
        storm();
        calm();
        String paused = roomOf("paused");
        verdict.neverTouched(paused, leftAlone);
        verdict.neverTouched("observed", leftAlone);
        world.resource("paused").delete();
        world.edit("paused", "paused: false");
        bystanders.forEach(name -> world.resource(name).delete());
        try (OperatorReplica operator = lives.start()) {
            for (int i = 0; i < users.size(); i++) {
                users.get(i).deletionPolicy(User.POLICIES.get(i % User.POLICIES.size()));
                users.get(i).delete();
            }
            users.forEach(user -> verdict.settles(user, LONGEST));
            world.awaitGone("paused");
            bystanders.forEach(world::awaitGone);
            operator.kill();
        }
        users.forEach(verdict::judge);
        verdict.neitherLostNorLeaked(users, Set.of("observed"));
        Figures figures = new Figures(stage.name(), seed, lives, world.hathora(), hazards, verdict);
        figures.calm(passes, resources(), longest, Duration.between(begin, Instant.now()));
        figures.print(System.out);
        Files.writeString(TABLE, figures.markdown());
        verdict.all().forEach(broken -> Figures.tell(System.out, broken, world, users));
        verdict.unjudged().forEach(promise -> System.out.println("NEVER JUDGED: " + promise));
        hazards.missing(lives.kills()).forEach(kind -> System.out.println("NEVER STRUCK: " + kind));
        return verdict.all().isEmpty() && verdict.unjudged().isEmpty() && hazards.missing(lives.kills()).isEmpty();
    }

    private String roomOf(String name) {
        return Objects.requireNonNull(world.status(name).roomId(), name);
    }

    private int resources() {
        return users.size() + bystanders.size() + 2;
    }

    private void prepareWhatIsLeftAlone() {
        bystanders.forEach(name -> world.apply(name, "region: " + BYSTANDERS_REGION));
        bystanders.forEach(name -> world.awaitReason(name, "Active"));
        new HttpHathoraCloud(world.hathora().uri(), () -> "dev-token", HttpHathoraCloud.newHttpClient(),
                CallObserver.NONE).createRoom(OperatorFixture.APP, "observed",
                        new CreateRoomRequest("Tokyo", "theirs", null, List.of()));
        world.apply("observed", "region: Tokyo\nroomId: observed\nmanagementPolicy: ObserveOnly\nroomConfig: ours");
        world.apply("paused", "region: Tokyo\nroomConfig: one");
        world.awaitReason("paused", "Active");
        world.edit("paused", "paused: true\nroomConfig: two");
        world.awaitReason("paused", "Paused");
    }

    private void storm() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Future<?>> living = new ArrayList<>();
        hazards.begin();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                restless.forEach(user -> living.add(threads.submit(() -> {
                    user.live(end);
                    return true;
                })));
                while (lives.kills() < kills) {
                    hazards.change(lives.kills());
                    lives.liveAndDie();
                }
            } finally {
                end.countDown();
            }
        }
        for (Future<?> life : living) {
            life.get();
        }
        hazards.end();
    }

    /** Without further faults and kills, everything has to reach the desired state, and status has to be correct. */
    private void calm() {
        try (OperatorReplica operator = lives.start()) {
            Instant began = Instant.now();
            users.forEach(user -> verdict.settles(user, LONGEST));
            longest = Duration.between(began, Instant.now());
            passes = operator.passes();
            // the one that is late has no resource yet
            verdict.passes(passes, resources() - 1);
            users.forEach(User::wantActive);
            users.forEach(user -> verdict.settles(user, LONGEST));
            users.forEach(this::gameEndsAndStatusTells);
            users.forEach(user -> verdict.settles(user, LONGEST));
            Set<String> others = new HashSet<>(Set.of(roomOf("paused"), "observed"));
            bystanders.forEach(name -> others.add(roomOf(name)));
            verdict.neitherLostNorLeaked(users, others);
            // so that even a short run has suspended rooms and deletions of each kind
            users.forEach(User::suspend);
            users.forEach(user -> verdict.settles(user, LONGEST));
            verdict.neverInALoop(operator.delayedPasses());
            operator.kill();
        }
    }

    /** Users whose game has ended for good are skipped. The verdict counts the others. */
    private void gameEndsAndStatusTells(User user) {
        Resource mine = user.current();
        if (mine == null || !world.readyReason(user.name()).equals("Active") || mine.liveRooms().isEmpty()) {
            return;
        }
        String roomId = mine.liveRooms().getFirst().roomId();
        world.hathora().destroyAsGame(roomId);
        Instant ended = Instant.now();
        AtomicLong looks = new AtomicLong();
        try {
            Awaitility.await().atMost(LONGEST).pollInterval(Duration.ofMillis(20)).until(() -> {
                // counted before status is read: a pause in between must not make it late
                long answered = looks(roomId, ended);
                if (!world.readyReason(user.name()).equals("Active")
                        || !roomId.equals(world.status(user.name()).roomId())) {
                    return true;
                }
                looks.set(answered);
                return false;
            });
        } catch (ConditionTimeoutException e) {
            // treated like a late one
        }
        verdict.toldInTime(user, roomId, Duration.between(ended, Instant.now()), looks.get(), INTERVAL);
    }

    /** How often this very room was looked up since then. A list only makes the operator look. */
    private long looks(String roomId, Instant since) {
        return world.hathora().history(roomId).stream()
                .filter(entry -> entry.operation().equals(Operation.GET_ROOM_INFO.hathoraName()))
                .filter(entry -> entry.status() != 0 && entry.at().isAfter(since)).count();
    }

    @Override
    public void close() throws IOException {
        world.close();
        stage.close();
        line.close();
        cluster.close();
    }

    /**
     * Starts it, as system properties say: {@code chaos.seed} is a number, {@code kept} for those that once failed, or
     * empty for a new one; {@code chaos.kills} and {@code chaos.rooms} say how much is to happen; {@code chaos.on} is
     * {@code simulator}, or {@code host} for a host with real game servers in its place.
     */
    public static void main(String[] args) {
        boolean kept = true;
        try {
            for (long seed : seeds(System.getProperty("chaos.seed", ""))) {
                System.out.printf("seed %d (repeat with -Dchaos.seed=%d)%n", seed, seed);
                try (Chaos chaos = new Chaos(TestCluster.open(),
                        Stage.of(System.getProperty("chaos.on", "simulator"), OPTIONS), seed,
                        Integer.getInteger("chaos.kills", 200),
                        Integer.getInteger("chaos.rooms", 8))) {
                    kept &= chaos.run();
                }
            }
        } catch (Exception | AssertionError e) {
            // a promise that was never put to the test counts as broken
            System.out.println("FAILED: " + e.getMessage());
            log.error("The run could not be judged", e);
            kept = false;
        }
        System.exit(kept ? 0 : 1);
    }

    private static List<Long> seeds(String seed) throws IOException {
        return switch (seed) {
            case "" -> List.of(System.currentTimeMillis() % 1_000_000 + 1);
            case "kept" -> Files.readAllLines(KEPT).stream().filter(line -> !line.startsWith("#")).map(Long::valueOf)
                    .toList();
            default -> List.of(Long.valueOf(seed));
        };
    }
}
