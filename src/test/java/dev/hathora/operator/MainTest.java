package dev.hathora.operator;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

import dev.hathora.operator.cli.SettingsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the command line answers before any command runs. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutArgumentsItTellsItsUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: hathora-operator").contains("simulate");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--help, Usage: hathora-operator", "--version, hathora-operator ",
        "simulate --help, Usage: hathora-operator simulate"})
    void tellsWhatItIsAskedFor(String arguments, String answer) {
        assertThat(run(arguments.split(" ", -1))).isZero();
        assertThat(out.toString()).startsWith(answer);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            sing                                           | Unmatched argument at index 0: 'sing'
            --loud                                         | Unknown option: '--loud'
            simulate --token t                             | Missing required option: '--port=N'
            simulate --token t --port                      | Missing required parameter for option '--port' (N)
            simulate --token t --port web                  | Invalid value for option '--port': 'web' is not an int
            simulate --token t --port 65536                | the port must be from 0 to 65535
            simulate --port 0 --token=                     | the token is missing: set --token or the \
            environment variable HATHORA_DEV_TOKEN
            simulate --token t --port 0 --boot 5           | Invalid value for option '--boot': '5' is not a duration: \
            write a whole number and its unit, such as 250ms, 30s, 5m or 1h
            simulate --token t --port 0 --latency -5ms     | Invalid value for option '--latency': '-5ms' is not a \
            duration: write a whole number and its unit, such as 250ms, 30s, 5m or 1h
            simulate --token t --port 0 --rate-limit -1    | the rate limit must be 0 (none) or more
            simulate --token t --port 0 --rate-limit fast  | Invalid value for option '--rate-limit': 'fast' is not a \
            double
            simulate --token t --port 0 --rooms-per-process 0 | a process must hold at least 1 room
            """)
    void aWrongValueIsOneLineAndExitCode2(String arguments, String line) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(line + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return Main.commandLine(new SettingsOptions(Map.of(), Path.of("/absent")), settings -> 0)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
