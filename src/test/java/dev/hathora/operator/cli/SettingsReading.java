package dev.hathora.operator.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import dev.hathora.operator.Main;
import dev.hathora.operator.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code run} with flags and variables, up to where the operator would start. */
abstract class SettingsReading {
    static final URI API = URI.create("https://hathora.example.com");

    final Map<String, String> environment = new HashMap<>();
    final AtomicReference<@Nullable Settings> started = new AtomicReference<>();
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    ToIntFunction<Settings> operator = settings -> {
        started.set(settings);
        return 0;
    };

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void setWhatHasNoDefault() {
        environment.put("HATHORA_API_URL", API.toString());
    }

    @AfterEach
    void forgetTheLogFormat() {
        System.clearProperty("LOG_FORMAT");
    }

    int run(String... flags) {
        String[] arguments = Stream.concat(Stream.of("run"), Stream.of(flags)).toArray(String[]::new);
        return Main.commandLine(new SettingsOptions(environment, directory.resolve("namespace")), operator)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true)).execute(arguments);
    }

    Settings settings(String... flags) {
        assertThat(run(flags)).as(err.toString()).isZero();
        Settings settings = started.get();
        if (settings == null) {
            throw new AssertionError("not started");
        }
        return settings;
    }
}
