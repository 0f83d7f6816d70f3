package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.EchoGame;
import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.testing.FreePort;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder for game servers, with a way to hide what the kernel shows. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
abstract class LocalRuntimeFixture {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    Path proc;
    LocalRuntime runtime;
    final Set<String> changed = ConcurrentHashMap.newKeySet();
    final List<String> started = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        proc = Files.createSymbolicLink(folder.resolve("proc"), Path.of("/proc"));
        runtime = open(Housekeeping.Limits.DEFAULT);
    }

    LocalRuntime open(Housekeeping.Limits limits) {
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

    Launch launch(int port, String transport, Map<String, String> env, String... command) {
        String id = UUID.randomUUID().toString();
        started.add(id);
        var process = new GameProcess(id, runtime.id().id(), "app-1", "dep-1", "Seattle", ProcessState.STARTING, 4, 1,
                List.of(new ExposedPort("default", "127.0.0.1", port, transport)), "r1",
                new GameProcess.Times(Instant.EPOCH, null, null, null, null, null), null, null);
        return new Launch(process, new Application("app-1", "", "game", "secret", List.of(),
                Application.Logins.DEFAULT, List.of(), Instant.EPOCH),
                deployment(List.of(command), env, folder.toString()), Map.of("HATHORA_PROCESS_ID",
                        id, "HATHORA_DEFAULT_PORT", Integer.toString(port)));
    }

    static Deployment deployment(List<String> command, Map<String, String> env, String workingDirectory) {
        return new Deployment("dep-1", 1, "app-1", new Deployment.Content(
                new Deployment.Program(null, command, List.of(), env, workingDirectory), List.of(),
                new Deployment.Limits(4, 1, 512, Duration.ofSeconds(100), Duration.ZERO, Duration.ofSeconds(30)), null),
                Instant.EPOCH);
    }

    Launch script(String text) throws IOException {
        return launch(FreePort.find(), "tcp", Map.of(), "sh", "-c", text);
    }

    Launch game(int port, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"),
                EchoGame.class.getName()));
        command.addAll(List.of(arguments));
        boolean udp = List.of(arguments).contains("udp");
        return launch(port, udp ? "udp" : "tcp", Map.of("COLOUR", "blue", "HATHORA_DEFAULT_PORT", "1"),
                command.toArray(String[]::new));
    }

    /** The kernel shows nothing any more, as without file descriptors. */
    void hideProcesses() throws IOException {
        Files.delete(proc);
        Files.createSymbolicLink(proc, Files.writeString(folder.resolve("no-folder"), ""));
    }

    void showProcesses() throws IOException {
        Files.delete(proc);
        Files.createSymbolicLink(proc, Path.of("/proc"));
    }

    ProcessView view(Launch launch) {
        return runtime.view(launch.process());
    }

    Running awaitBound(Launch launch) {
        Awaitility.await().atMost(PATIENCE).until(() -> view(launch) instanceof Running r && r.bound());
        return (Running) view(launch);
    }

    Ended awaitEnd(Launch launch) {
        Awaitility.await().atMost(PATIENCE).until(() -> view(launch) instanceof Ended);
        return (Ended) view(launch);
    }

    String output(Launch launch) throws IOException {
        return Files.readString(runtime.outputFile(launch.process().processId()));
    }

    void awaitOutput(Launch launch, String text) {
        Awaitility.await(text).atMost(PATIENCE).ignoreExceptions().until(() -> output(launch).contains(text));
    }

    static String sleeper(String before) {
        return before + "; echo ready; while :; do sleep 0.05; done";
    }
}
