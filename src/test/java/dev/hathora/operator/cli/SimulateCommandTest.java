package dev.hathora.operator.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.Main;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The simulator as a program of its own. */
@Timeout(300)
class SimulateCommandTest {
    /** On a busy machine, the start of a JVM takes minutes. */
    private static final int START_MINUTES = 4;

    private @Nullable Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhereItListensServesAndEndsCleanlyOnASignal() throws Exception {
        Process started = start("from-environment", "simulate", "--port", "0", "--app-id", "app-1", "--app-id", "app-2",
                "--boot", "0s");
        try (BufferedReader out = started.inputReader()) {
            String line = out.readLine();
            assertThat(line).matches("listening on http://127\\.0\\.0\\.1:\\d+");
            URI uri = URI.create(line.substring("listening on ".length()));
            assertThat(create(uri, "app-2", "from-environment")).isEqualTo(201);
            assertThat(create(uri, "app-3", "from-environment")).as("no such application").isEqualTo(404);
            assertThat(create(uri, "app-1", "wrong")).isEqualTo(401);

            // Unlike the process's own method, this leaves its output open.
            started.toHandle().destroy();

            assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(started.exitValue()).isZero();
            assertThat(out.readLine()).as("one line, and no more").isNull();
        }
    }

    @Test
    void aPortInUseIsOneLineAndExitCode1() throws Exception {
        try (Simulator other = Simulator.start(SimulatorOptions.defaults())) {
            Process started = start("any", "simulate", "--port", Integer.toString(other.uri().getPort()));

            assertThat(started.waitFor(START_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(started.exitValue()).isEqualTo(1);
            assertThat(started.errorReader().lines()).singleElement().asString()
                    .matches("can't listen on port \\d+ of 127.0.0.1: .*Address already in use");
        }
    }

    @Test
    void withoutATokenItSaysWhereToPutOne() throws Exception {
        Process started = start("", "simulate", "--port", "0");

        assertThat(started.waitFor(START_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(started.exitValue()).isEqualTo(2);
        assertThat(started.errorReader().lines()).singleElement().asString().contains("--token", "HATHORA_DEV_TOKEN");
    }

    private static int create(URI uri, String appId, String token) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri.resolve("/rooms/v2/" + appId + "/create"))
                    .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"region\":\"Tokyo\"}")).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private Process start(String tokenInEnvironment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HATHORA_DEV_TOKEN", tokenInEnvironment);
        Process started = builder.start();
        process = started;
        return started;
    }
}
