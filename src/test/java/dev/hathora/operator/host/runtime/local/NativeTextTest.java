package dev.hathora.operator.host.runtime.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NativeTextTest {
    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({"sh, ANSI_X3.4-1968, true", "S\u00e3o, ANSI_X3.4-1968, false", "S\u00e3o, UTF-8, true",
        "S\u00e3o, ISO-8859-1, false"})
    void whatWouldBecomeSomethingElseIsRefused(String text, String encoding, boolean taken) {
        NativeText natives = new NativeText(encoding);
        if (taken) {
            assertThatCode(() -> natives.require("a word", text)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> natives.require("a word", text)).isInstanceOf(RuntimeFailure.class)
                    .hasMessageContaining("LC_ALL=C.UTF-8");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a word of its command, S\u00e3o, x, /", "one of its args, x, S\u00e3o, /",
        "its working directory, x, x, /S\u00e3o"})
    void aGameIsNotStartedWithAnotherCommand(String told, String command, String argument, String directory,
            @TempDir Path folder) {
        var process = new GameProcess("p-1", "runtime-1", "app-1", "dep-1", "Tokyo", ProcessState.STARTING, 1, 1,
                List.of(), "r1", new GameProcess.Times(Instant.EPOCH, null, null, null, null, null), null, null);
        var deployment = new Deployment("dep-1", 1, "app-1", new Deployment.Content(
                new Deployment.Program(null, List.of(command), List.of(argument), Map.of(), directory), List.of(),
                new Deployment.Limits(1, 1, 512, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO), null),
                Instant.EPOCH);
        Launcher launcher = new Launcher(new NativeText("ANSI_X3.4-1968"));

        assertThatThrownBy(() -> launcher.start(new Launch(process, new Application("app-1", "", "game", "secret",
                List.of(), Application.Logins.DEFAULT, List.of(), Instant.EPOCH), deployment, Map.of()),
                folder.resolve("claim"),
                folder.resolve("variables"), folder.resolve("output"))).isInstanceOf(RuntimeFailure.class)
                .hasMessageStartingWith(told);
        assertThat(folder).isEmptyDirectory();
    }
}
