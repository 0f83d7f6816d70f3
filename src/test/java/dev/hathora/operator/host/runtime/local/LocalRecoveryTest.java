package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.brain.ProcessView.Gone;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.brain.ProcessView.Unknown;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.testing.FreePort;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What is found again in the folder, and what is kept in it. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.OTHER_GAMES)
class LocalRecoveryTest extends LocalRuntimeFixture {
    @Test
    void gamesSurviveTheHostAndAreFoundAgain() throws Exception {
        Launch game = game(FreePort.find());
        runtime.start(game);
        ExposedPort where = awaitBound(game).ports().getFirst();
        String pid = Player.say(where, "pid");

        runtime.close();
        changed.clear();
        runtime = open(Housekeeping.Limits.DEFAULT);

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
        runtime = open(Housekeeping.Limits.DEFAULT);

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

        runtime = open(new Housekeeping.Limits(1000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(20)));

        Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(unfinished));
    }

    @Test
    void outputIsRotatedWhileItIsWritten() throws Exception {
        runtime.close();
        runtime = open(new Housekeeping.Limits(1000, Duration.ofDays(1), Duration.ofMillis(20), Duration.ofDays(1)));
        Launch script = script("i=0; while :; do i=$((i + 1)); echo line $i of the output; sleep 0.001; done");
        runtime.start(script);
        Path home = runtime.outputFile(started.getFirst()).resolveSibling("");

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
        runtime = open(new Housekeeping.Limits(1000, Duration.ofSeconds(2), Duration.ofDays(1), Duration.ofMillis(20)));
        Launch ended = script("echo done");
        Launch runs = script(sleeper(":"));
        runtime.start(ended);
        runtime.start(runs);
        awaitOutput(runs, "ready");
        awaitEnd(ended);

        runtime.forget(started.getFirst());

        Awaitility.await().atMost(PATIENCE)
                .until(() -> !Files.exists(runtime.outputFile(started.getFirst()).resolveSibling("")));
        assertThat(runtime.outputFile(started.getLast())).as("it runs").exists();
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
        runtime = open(Housekeeping.Limits.DEFAULT);

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
        runtime = open(Housekeeping.Limits.DEFAULT);

        assertThat(runtime.id().id()).as("it keeps its own id").isEqualTo(id);
        assertThat(catchThrowable(() -> runtime.belongTo("second"))).satisfies(
                refusal -> assertThat(refusal == null ? "" : refusal.getMessage()).contains(told));
    }

    @Test
    void oneHostUsesAFolder() {
        assertThatThrownBy(() -> open(Housekeeping.Limits.DEFAULT)).isInstanceOf(RuntimeFailure.class)
                .hasMessageContaining("another host uses the folder");
    }
}
