package dev.hathora.operator;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.cli.SettingsOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/** What a program that starts with {@code run} writes to its log, read as its users' tools do. */
@Execution(ExecutionMode.CONCURRENT)
class LoggingTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The command line with an operator that only logs. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.exit(Main.commandLine(new SettingsOptions(System.getenv(), Path.of("/absent")), settings -> {
                log();
                return 0;
            }).execute(arguments));
        }

        private static void log() {
            Logger logger = LoggerFactory.getLogger("dev.hathora.operator.controller.Poller");
            logger.info("Started");
            MDC.put("resource.name", "framework's");
            MDC.put("namespace", "games");
            MDC.put("name", "duel");
            logger.warn("No room yet");
            MDC.put("roomId", "games_duel_1");
            logger.error("Lost \"it\"\nwholly ü", new IllegalStateException("because"));
            MDC.clear();
            logger.debug("Not shown");
            LoggerFactory.getLogger("io.fabric8.kubernetes.client.dsl.Anything").info("Not shown");
            LoggerFactory.getLogger("io.javaoperatorsdk.operator.Anything").info("Shown");
        }
    }

    private static List<String> lines(Map<String, String> environment, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                // the product's, not the tests' own
                "-Dlogback.configurationFile=logback.xml", "-Dstdout.encoding=UTF-8", "-cp",
                System.getProperty("java.class.path"), Program.class.getName(), "run"));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove("LOG_FORMAT");
        builder.environment().put("HATHORA_API_URL", "http://127.0.0.1:9");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            none, none
            none, --log-format=text
            json, --log-format=text
            """)
    void textIsForPeople(@Nullable String variable,
            @Nullable String flag) throws Exception {
        List<String> lines = lines(variable == null ? Map.of() : Map.of("LOG_FORMAT", variable),
                flag == null ? new String[0] : new String[]{flag});

        assertThat(lines.get(0)).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Poller Started");
        assertThat(lines.get(1)).endsWith(" WARN  Poller No room yet [games/duel]");
        assertThat(lines.get(2)).endsWith(" ERROR Poller Lost \"it\"");
        assertThat(lines.get(3)).isEqualTo("wholly ü [games/duel games_duel_1]");
        assertThat(lines.get(4)).isEqualTo("java.lang.IllegalStateException: because");
        assertThat(lines.getLast()).endsWith(" INFO  Anything Shown");
        assertThat(lines).noneMatch(line -> line.contains("Not shown") || line.contains("framework's"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            json, none
            none, --log-format=json
            text, --log-format=JSON
            """)
    void jsonIsForMachines(@Nullable String variable,
            @Nullable String flag) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : lines(variable == null ? Map.of() : Map.of("LOG_FORMAT", variable),
                flag == null ? new String[0] : new String[]{flag})) {
            lines.add(JSON.readTree(line));
        }

        assertThat(lines).hasSize(4);
        assertThat(fields(lines.get(0))).containsExactly("timestamp", "message", "logger", "level");
        assertThat(Instant.parse(lines.get(0).get("timestamp").textValue())).isBetween(
                Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
        assertThat(lines.get(0).get("level").textValue()).isEqualTo("INFO");
        assertThat(lines.get(0).get("logger").textValue()).isEqualTo("dev.hathora.operator.controller.Poller");
        assertThat(fields(lines.get(1))).containsExactlyInAnyOrder("timestamp", "message", "logger", "level",
                "namespace", "name");
        assertThat(fields(lines.get(2))).containsExactlyInAnyOrder("timestamp", "message", "logger", "level",
                "namespace", "name", "roomId", "stack_trace");
        assertThat(lines.get(2).get("message").textValue()).isEqualTo("Lost \"it\"\nwholly ü");
        assertThat(lines.get(2).get("roomId").textValue()).isEqualTo("games_duel_1");
        assertThat(lines.get(2).get("stack_trace").textValue())
                .startsWith("java.lang.IllegalStateException: because\n\tat dev.hathora");
        assertThat(lines.get(3).get("message").textValue()).isEqualTo("Shown");
    }

    private static List<String> fields(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
