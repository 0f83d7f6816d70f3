package dev.hathora.operator.host.runtime.local;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.brain.ProcessView.Gone;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.PortTaken;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.testing.FreePort;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.OTHER_GAMES)
class LocalRuntimeTest extends LocalRuntimeFixture {
    @Test
    void aGameCountsAsStartedWhenItsPortIsBound() throws Exception {
        int port = FreePort.find();
        Path mayBind = folder.resolve("may-bind");
        Deployment.Program program = game(port).deployment().program();
        List<String> command = new ArrayList<>(List.of("sh", "-c",
                "until [ -e \"$0\" ]; do sleep 0.05; done; exec \"$@\"", mayBind.toString()));
        command.addAll(program.command());
        Launch game = launch(port, "tcp", program.env(), command.toArray(String[]::new));
        assertThat(view(game)).as("nothing was started").isEqualTo(new Gone());

        runtime.start(game);

        assertThat(view(game)).isInstanceOfSatisfying(Running.class, r -> assertThat(r.bound()).isFalse());
        Files.createFile(mayBind);
        Awaitility.await("somebody tells").atMost(PATIENCE).until(() -> changed.contains(started.getLast()));
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
        Launch game = game(FreePort.find(), "udp");
        runtime.start(game);

        ExposedPort where = awaitBound(game).ports().getFirst();
        assertThat(Player.sayOverUdp(where, "hello")).isEqualTo("hello");
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
        int port = FreePort.find();
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
        Launch direct = game(FreePort.find());
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" & wait", "sh"));
        command.addAll(direct.deployment().program().command());
        Launch behindAScript = launch(FreePort.find(), "tcp", Map.of(), command.toArray(String[]::new));
        runtime.start(behindAScript);

        assertThat(Player.say(awaitBound(behindAScript).ports().getFirst(), "hello")).isEqualTo("hello");
    }

    @Test
    void whatCannotBeStartedSaysWhy() throws Exception {
        Launch launch = script("exit 0");
        Deployment nowhere = deployment(launch.deployment().program().command(), Map.of(), folder + "/nowhere");

        assertThatThrownBy(
                () -> runtime.start(new Launch(launch.process(), launch.application(), nowhere, launch.environment())))
                .isInstanceOf(RuntimeFailure.class).hasMessageContaining("nowhere");
        assertThat(view(launch)).isEqualTo(new Gone());
    }
}
