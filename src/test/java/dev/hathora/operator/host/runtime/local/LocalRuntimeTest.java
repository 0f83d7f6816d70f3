package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.EchoGame;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.brain.ProcessView.Gone;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.brain.ProcessView.Unknown;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.PortTaken;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.GAMES)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
class LocalRuntimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path proc;
    private LocalRuntime runtime;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final List<String> started = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        proc = Files.createSymbolicLink(folder.resolve("proc"), Path.of("/proc"));
        runtime = open(LocalRuntime.Limits.DEFAULT);
    }

    private LocalRuntime open(LocalRuntime.Limits limits) {
        LocalRuntime opened = LocalRuntime.open(folder.resolve("games"), limits, ProcessTable.open(proc));
        opened.watch(changed::add);
        return opened;
    }

    @AfterEach
    void end() throws IOException {
        started.forEach(runtime::kill);
        runtime.close();
        Files.delete(proc);
    }

    /** A number that is free at least for now, and that the kernel gives to nobody else in between. */
    private static int freePort() throws IOException {
        for (int tries = 0;; tries++) {
            int number = ThreadLocalRandom.current().nextInt(29_000, 32_000);
            try (ServerSocket tcp = new ServerSocket(number); DatagramSocket udp = new DatagramSocket(number)) {
                return tcp.getLocalPort() == udp.getLocalPort() ? number : -1;
            } catch (BindException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }

    private Launch launch(int port, String transport, Map<String, String> env, String... command) {
        String id = UUID.randomUUID().toString();
        started.add(id);
        var process = new GameProcess(id, runtime.id().id(), "app-1", "dep-1", "Seattle", ProcessState.STARTING, 4, 1,
                List.of(new ExposedPort("default", "127.0.0.1", port, transport)), "r1",
                new GameProcess.Times(Instant.EPOCH, null, null, null, null, null), null, null);
        return new Launch(process, deployment(List.of(command), env, folder.toString()), Map.of("HATHORA_PROCESS_ID",
                id, "HATHORA_DEFAULT_PORT", Integer.toString(port)));
    }

    private static Deployment deployment(List<String> command, Map<String, String> env, String workingDirectory) {
        return new Deployment("dep-1", 1, "app-1", new Deployment.Content(
                new Deployment.Program(null, command, List.of(), env, workingDirectory), List.of(),
                new Deployment.Limits(4, 1, 512, Duration.ofSeconds(100), Duration.ZERO, Duration.ofSeconds(30)), null),
                Instant.EPOCH);
    }

    private Launch script(String text) throws IOException {
        return launch(freePort(), "tcp", Map.of(), "sh", "-c", text);
    }

    private Launch game(int port, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                EchoGame.class.getName()));
        command.addAll(List.of(arguments));
        boolean udp = List.of(arguments).contains("udp");
        return launch(port, udp ? "udp" : "tcp", Map.of("COLOUR", "blue", "HATHORA_DEFAULT_PORT", "1"),
                command.toArray(String[]::new));
    }

    /** The kernel shows nothing any more, as without file descriptors. */
    private void hideProcesses() throws IOException {
        Files.delete(proc);
        Files.createSymbolicLink(proc, Files.writeString(folder.resolve("no-folder"), ""));
    }

    private void showProcesses() throws IOException {
        Files.delete(proc);
        Files.createSymbolicLink(proc, Path.of("/proc"));
    }

    private ProcessView view(Launch launch) {
        return runtime.view(launch.process());
    }

    private Running awaitBound(Launch launch) {
        Awaitility.await().atMost(PATIENCE).until(() -> view(launch) instanceof Running r && r.bound());
        return (Running) view(launch);
    }

    private Ended awaitEnd(Launch launch) {
        Awaitility.await().atMost(PATIENCE).until(() -> view(launch) instanceof Ended);
        return (Ended) view(launch);
    }

    private String output(Launch launch) throws IOException {
        return Files.readString(runtime.output(launch.process().processId()));
    }

    private void awaitOutput(Launch launch, String text) {
        Awaitility.await(text).atMost(PATIENCE).ignoreExceptions().until(() -> output(launch).contains(text));
    }

    private static String sleeper(String before) {
        return before + "; echo ready; while :; do sleep 0.05; done";
    }

    @Test
    void aGameCountsAsStartedWhenItsPortIsBound() throws Exception {
        int port = freePort();
        Launch game = game(port);
        assertThat(view(game)).as("nothing was started").isEqualTo(new Gone());

        runtime.start(game);

        assertThat(view(game)).isInstanceOfSatisfying(Running.class, r -> assertThat(r.bound()).isFalse());
        Awaitility.await("somebody tells").atMost(PATIENCE).until(() -> changed.contains(started.getFirst()));
        Running running = (Running) view(game);
        assertThat(running.bound()).isTrue();
        ExposedPort where = running.ports().getFirst();
        assertThat(Player.say(where, "hello")).isEqualTo("hello");
        assertThat(Player.say(where, "env PORT")).as("where to listen").isEqualTo(Integer.toString(port));
        assertThat(Player.say(where, "env COLOUR")).as("the deployment's own").isEqualTo("blue");
        assertThat(Player.say(where, "env HATHORA_DEFAULT_PORT")).as("the platform's win")
                .isEqualTo(Integer.toString(port));
        assertThat(Player.say(where, "env PATH")).as("programs are found").isEqualTo(System.getenv("PATH"));
        assertThat(output(game)).contains("game on port " + port);
    }

    @Test
    void nothingElseOfTheHostsEnvironmentReachesAGame() throws Exception {
        Launch script = script("env; exit 0");
        runtime.start(script);
        awaitEnd(script);

        Set<String> ours = Set.of("PORT", "HATHORA_PROCESS_ID", "HATHORA_DEFAULT_PORT", "PWD", "OLDPWD", "SHLVL", "_");
        assertThat(
                output(script).lines().map(line -> line.replaceFirst("=.*", "")).filter(name -> !ours.contains(name)))
                .as("tokens and passwords are in variables, too")
                .allMatch(name -> name.matches("PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|JAVA_HOME|LD_.*"));
    }

    @Test
    void udpIsSeenInTheKernelsTable() throws Exception {
        Launch game = game(freePort(), "udp");
        runtime.start(game);

        ExposedPort where = awaitBound(game).ports().getFirst();
        assertThat(Player.sayOverUdp(where, "hello")).isEqualTo("hello");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            the match is over          | exit 0                     | true  | exit code 0
            a mistake in the game      | exit 3                     | false | exit code 3
            a crash                    | kill -SEGV $$              | false | exit code 139 (SIGSEGV)
            out of memory              | kill -KILL $$              | false | exit code 137 (SIGKILL)
            a command that is not there| exec /no/such/game         | false | exit code 127 (the command was not found)
            """)
    void howItEnds(String reason, String text, boolean clean, String told) throws Exception {
        Launch script = script(text);
        runtime.start(script);

        assertThat(awaitEnd(script)).as(reason).isEqualTo(new Ended(clean, told));
        Awaitility.await("somebody tells").atMost(PATIENCE).until(() -> changed.contains(started.getFirst()));
        runtime.forget(started.getFirst());
        assertThat(view(script)).as("forgotten").isEqualTo(new Gone());
        assertThat(runtime.known()).isEmpty();
    }

    @Test
    void sigtermIsAskedOnceAndCanBeAnswered() throws Exception {
        Launch script = script("trap 'echo asked; asked=$((asked + 1))' TERM; "
                + sleeper("asked=0").replace(":;", "[ $asked = 0 ];") + "; sleep 0.3; echo asked $asked times; exit 0");
        runtime.start(script);
        awaitOutput(script, "ready");

        runtime.terminate(started.getFirst());
        runtime.terminate(started.getFirst());

        assertThat(awaitEnd(script)).isEqualTo(new Ended(true, "exit code 0"));
        assertThat(output(script)).contains("asked 1 times");
    }

    @Test
    void whatIgnoresSigtermIsKilled() throws Exception {
        Launch script = script(sleeper("trap 'echo no' TERM"));
        runtime.start(script);
        awaitOutput(script, "ready");
        runtime.terminate(started.getFirst());
        awaitOutput(script, "no");
        assertThat(view(script)).isInstanceOf(Running.class);

        runtime.kill(started.getFirst());

        assertThat(awaitEnd(script).reason()).isEqualTo("exit code 137 (SIGKILL)");
    }

    @Test
    void whatAGameLeavesBehindEndsWithIt() throws Exception {
        Launch script = script("(trap '' TERM HUP; echo child; while :; do sleep 0.05; done) & exit 0");
        runtime.start(script);

        awaitEnd(script);

        Awaitility.await().atMost(PATIENCE)
                .until(() -> ProcessTable.open().withVariable("HATHORA_PROCESS_ID=" + started.getFirst()).isEmpty());
    }

    /** An exit code is told once, and not again where something else fails meanwhile. */
    @Test
    void anEndIsHeardAlsoWhenWhatIsLeftCannotBeLookedFor() throws Exception {
        Launch script = script("(trap '' TERM HUP; echo ready; while :; do sleep 0.05; done) &"
                + " while ! [ -e may-end ]; do sleep 0.05; done; exit 3");
        runtime.start(script);
        awaitOutput(script, "ready");
        String id = started.getFirst();

        hideProcesses();
        Files.createFile(folder.resolve("may-end"));
        assertThat(awaitEnd(script)).isEqualTo(new Ended(false, "exit code 3"));
        assertThatThrownBy(() -> runtime.forget(id)).as("something of it may run").isInstanceOf(RuntimeFailure.class);
        assertThat(runtime.known()).containsExactly(id);

        showProcesses();
        assertThat(view(script)).isEqualTo(new Ended(false, "exit code 3"));
        Awaitility.await().atMost(PATIENCE)
                .until(() -> ProcessTable.open().withVariable("HATHORA_PROCESS_ID=" + id).isEmpty());
        runtime.forget(id);
        assertThat(runtime.known()).isEmpty();
    }

    @Test
    void sigtermIsSentLaterWhereItCannotBeSentNow() throws Exception {
        Launch script = script(sleeper("trap 'exit 0' TERM"));
        runtime.start(script);
        awaitOutput(script, "ready");

        hideProcesses();
        assertThatThrownBy(() -> runtime.terminate(started.getFirst())).isInstanceOf(RuntimeFailure.class);
        showProcesses();
        runtime.terminate(started.getFirst());

        assertThat(awaitEnd(script)).isEqualTo(new Ended(true, "exit code 0"));
    }

    @Test
    void aPortThatSomethingElseHasBoundIsRefused() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0); DatagramSocket udp = new DatagramSocket()) {
            for (Launch game : List.of(game(stranger.getLocalPort()), game(udp.getLocalPort(), "udp"))) {
                int port = game.process().ports().getFirst().port();
                assertThatThrownBy(() -> runtime.start(game)).isInstanceOfSatisfying(PortTaken.class,
                        e -> assertThat(e.port()).isEqualTo(port));
                assertThat(view(game)).as("nothing was started").isEqualTo(new Gone());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void aStrangerThatListensAtItsPortIsNotTheGame(String transport) throws Exception {
        int port = freePort();
        Launch game = launch(port, transport, Map.of(), "sh", "-c", sleeper(":"));
        runtime.start(game);
        awaitOutput(game, "ready");

        try (AutoCloseable stranger = transport.equals("tcp") ? new ServerSocket(port) : new DatagramSocket(port)) {
            assertThat(stranger).isNotNull();
            assertThat(view(game)).isInstanceOfSatisfying(Running.class, r -> assertThat(r.bound()).isFalse());
        }
    }

    @Test
    void whatAGameHasStartedMayListenForIt() throws Exception {
        Launch direct = game(freePort());
        List<String> words = direct.deployment().program().command();
        Launch behindAScript = launch(freePort(), "tcp", Map.of(), "sh", "-c", "\"$@\" & wait", "sh",
                words.get(0), words.get(1), words.get(2), words.get(3), words.get(4));
        runtime.start(behindAScript);

        assertThat(Player.say(awaitBound(behindAScript).ports().getFirst(), "hello")).isEqualTo("hello");
    }

    @Test
    void whatCannotBeStartedSaysWhy() throws Exception {
        Launch launch = script("exit 0");
        Deployment nowhere = deployment(launch.deployment().program().command(), Map.of(), folder + "/nowhere");

        assertThatThrownBy(() -> runtime.start(new Launch(launch.process(), nowhere, launch.environment())))
                .isInstanceOf(RuntimeFailure.class).hasMessageContaining("nowhere");
        assertThat(view(launch)).isEqualTo(new Gone());
    }

    @Test
    void gamesSurviveTheHostAndAreFoundAgain() throws Exception {
        Launch game = game(freePort());
        runtime.start(game);
        ExposedPort where = awaitBound(game).ports().getFirst();
        String pid = Player.say(where, "pid");

        runtime.close();
        changed.clear();
        runtime = open(LocalRuntime.Limits.DEFAULT);

        assertThat(runtime.known()).containsExactly(started.getFirst());
        assertThat(awaitBound(game).ports()).containsExactly(where);
        runtime.start(game);
        assertThat(Player.say(where, "pid")).as("it was not started twice").isEqualTo(pid);

        runtime.terminate(started.getFirst());
        assertThat(awaitEnd(game).reason()).contains("exit code unknown");
        Awaitility.await("somebody tells").atMost(PATIENCE).until(() -> changed.contains(started.getFirst()));
    }

    @Test
    void aGameThatEndedWhileTheHostWasAwayHasEnded() throws Exception {
        Launch script = script("exit 0");
        runtime.start(script);
        awaitEnd(script);

        runtime.close();
        runtime = open(LocalRuntime.Limits.DEFAULT);

        assertThat(view(script)).as("not gone: it must not be started again").isInstanceOf(Ended.class);
    }

    /** A claim that is to be made, for a script without variables. */
    private Path claim() throws IOException {
        Files.createFile(folder.resolve("claim.env"));
        return folder.resolve("claim");
    }

    @Test
    void ofTwoScriptsForOneRecordOneBecomesTheGame() throws Exception {
        Path claim = claim();
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(new ProcessBuilder("sh", "-c", Identity.CLAIM, "sh", claim.toString(), "sh",
                    "-c", "echo $$")
                    .start());
        }
        List<String> became = new ArrayList<>();
        for (Process one : both) {
            one.inputReader().lines().forEach(became::add);
        }
        assertThat(became).containsExactly(Files.readString(claim).split(" ", 2)[0]);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"another start", "another boot"})
    void aNumberThatIsUsedAgainIsAnotherProcess(String difference) throws Exception {
        Process stranger = new ProcessBuilder("sh", "-c", Identity.CLAIM, "sh", claim().toString(),
                "sleep", "60").start();
        try {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions()
                    .until(() -> Identity.parse(Files.readString(folder.resolve("claim"))).isPresent());
            String line = Files.readString(folder.resolve("claim"));
            Launch script = script("exit 0");
            String id = started.getFirst();
            Files.writeString(folder.resolve("games/processes").resolve(id), difference.equals("another start")
                    ? line.replaceFirst(" \\d", " 9")
                    : line.replaceFirst("@.*", "@other"));

            assertThat(view(script)).isInstanceOf(Ended.class);
            runtime.terminate(id);
            runtime.kill(id);
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** The machine stops between the two steps of a script, and another one is started for the record. */
    @Test
    void aScriptThatWasPausedNeverBecomesASecondGame() throws Exception {
        Path claim = claim();
        String paused = Identity.CLAIM.replace(" && ln", " && kill -STOP $$ && ln");
        Process first = new ProcessBuilder("sh", "-c", paused, "sh", claim.toString(), "echo", "first")
                .start();
        Path unfinished = folder.resolve("claim." + first.pid());
        Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(unfinished) && Files.size(unfinished) > 0);
        Path stat = Path.of("/proc", Long.toString(first.pid()), "stat");
        Awaitility.await("it is stopped").atMost(PATIENCE).until(() -> Files.readString(stat).contains(") T "));
        assertThat(claim).as("a claim is complete, or not there").doesNotExist();

        Process second = new ProcessBuilder("sh", "-c", Identity.CLAIM, "sh", claim.toString(), "echo",
                "second")
                .start();
        assertThat(second.inputReader().lines()).containsExactly("second");
        new ProcessBuilder("kill", "-CONT", Long.toString(first.pid())).start().waitFor();

        assertThat(first.inputReader().lines()).isEmpty();
        assertThat(first.waitFor()).isEqualTo(126);
        assertThat(Identity.parse(Files.readString(claim)).orElseThrow().pid()).isEqualTo(second.pid());
    }

    @Test
    void whatScriptsDidNotFinishIsNoClaimAndIsRemovedLater() throws Exception {
        Path unfinished = Files.writeString(folder.resolve("games/processes/some-id.12"), "12 ");
        assertThat(runtime.known()).isEmpty();
        runtime.close();
        Files.setLastModifiedTime(unfinished, FileTime.from(Instant.now().minusSeconds(3600)));

        runtime = open(new LocalRuntime.Limits(1000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(20)));

        Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(unfinished));
    }

    @Test
    void outputIsRotatedWhileItIsWritten() throws Exception {
        runtime.close();
        runtime = open(new LocalRuntime.Limits(1000, Duration.ofDays(1), Duration.ofMillis(20), Duration.ofDays(1)));
        Launch script = script("i=0; while :; do i=$((i + 1)); echo line $i of the output; sleep 0.001; done");
        runtime.start(script);
        Path home = runtime.output(started.getFirst()).resolveSibling("");

        Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(home.resolve("output.3.log")));

        // Nothing is written or rotated any more.
        runtime.kill(started.getFirst());
        awaitEnd(script);
        runtime.close();
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).containsExactlyInAnyOrder("output.log",
                    "output.1.log", "output.2.log", "output.3.log");
        }
        assertThat(Files.size(home.resolve("output.3.log"))).isLessThanOrEqualTo(1000);
        assertThat(Files.readString(home.resolve("output.1.log"))).contains("of the output");
    }

    @Test
    void oldOutputIsRemovedOnceItsProcessIsForgotten() throws Exception {
        runtime.close();
        runtime = open(new LocalRuntime.Limits(1000, Duration.ofSeconds(2), Duration.ofDays(1), Duration.ofMillis(20)));
        Launch ended = script("echo done");
        Launch runs = script(sleeper(":"));
        runtime.start(ended);
        runtime.start(runs);
        awaitOutput(runs, "ready");
        awaitEnd(ended);

        runtime.forget(started.getFirst());

        Awaitility.await().atMost(PATIENCE)
                .until(() -> !Files.exists(runtime.output(started.getFirst()).resolveSibling("")));
        assertThat(runtime.output(started.getLast())).as("it runs").exists();
    }

    @Test
    void ofAProcessOfAnotherFolderNothingIsKnown() throws Exception {
        GameProcess ours = script("exit 0").process();
        GameProcess anothers = new GameProcess(ours.processId(), "another", ours.appId(), ours.deploymentId(),
                ours.region(), ours.state(), ours.capacity(), ours.rooms(), ours.ports(), ours.initialRoomId(),
                ours.times(), null, null);
        assertThat(runtime.view(anothers)).isInstanceOf(Unknown.class);
    }

    @Test
    void aGameWhoseFileWasRemovedIsNotGone() throws Exception {
        Launch script = script(sleeper(":"));
        runtime.start(script);
        awaitOutput(script, "ready");
        runtime.close();
        Files.delete(folder.resolve("games/processes").resolve(started.getFirst()));
        runtime = open(LocalRuntime.Limits.DEFAULT);

        GameProcess record = script.process();
        GameProcess booted = new GameProcess(record.processId(), record.runtimeId(), record.appId(),
                record.deploymentId(), record.region(), ProcessState.RUNNING, record.capacity(), record.rooms(),
                record.ports(), record.initialRoomId(), new GameProcess.Times(Instant.EPOCH, Instant.EPOCH,
                        Instant.EPOCH, Instant.EPOCH, null, null),
                null, null);
        assertThat(runtime.view(booted)).isEqualTo(new Running(true, record.ports()));
        assertThat(view(script)).as("one that was never started is").isEqualTo(new Gone());

        runtime.kill(started.getFirst());
        Awaitility.await().atMost(PATIENCE).until(() -> runtime.view(booted).equals(new Gone()));
    }

    /** A folder, as it is when another database is tied to it. */
    @ParameterizedTest(name = "with game servers: {0}")
    @CsvSource({"true, another database", "false, ''"})
    void aFolderBelongsToOneDatabaseForAsLongAsItHasGameServers(boolean games, String told) throws Exception {
        runtime.belongTo("first");
        runtime.belongTo("first");
        if (games) {
            runtime.start(script(sleeper(":")));
        }
        String id = runtime.id().id();
        runtime.close();
        runtime = open(LocalRuntime.Limits.DEFAULT);

        assertThat(runtime.id().id()).as("it keeps its own id").isEqualTo(id);
        assertThat(catchThrowable(() -> runtime.belongTo("second"))).satisfies(
                refusal -> assertThat(refusal == null ? "" : refusal.getMessage()).contains(told));
    }

    @Test
    void oneHostUsesAFolder() {
        assertThatThrownBy(() -> open(LocalRuntime.Limits.DEFAULT)).isInstanceOf(RuntimeFailure.class)
                .hasMessageContaining("another host uses the folder");
    }
}
