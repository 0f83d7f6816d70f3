package dev.hathora.operator.host.runtime.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class OutputTextTest {
    @TempDir
    Path folder;

    private Path current() {
        return folder.resolve("output.log");
    }

    @ParameterizedTest(name = "{4}: {2} of {0} + {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            # older | current | lines | copied  | why
            none    | a_b_c_  | -1    | a_b_c_  | all
            none    | a_b_c_  | 2     | b_c_    | the last
            none    | a_b_c_  | 0     | ''      | none
            none    | a_b_c   | 2     | b_c     | a line that has no end yet is a line
            none    | a_b_c   | 0     | ''      | none
            none    | a_b_c_  | 3     | a_b_c_  | as many as there are
            none    | a_b_c_  | 9     | a_b_c_  | more than there are
            a_b_    | c_d_    | -1    | a_b_c_d_ | what was rotated comes first
            a_b_    | c_d_    | 3     | b_c_d_  | the last, of both
            a_b_    | c_d_    | 2     | c_d_    | no more of the older one
            a_b     | c_d_    | 3     | a_bc_d_ | a line in two files
            none    | none    | 5     | ''      | nothing was written yet
            """)
    void copiesTheLastLines(String older, String current, int lines, String copied, String why) throws IOException {
        if (older != null) {
            Files.writeString(folder.resolve("output.1.log"), older.replace('_', '\n'));
        }
        if (current != null) {
            Files.writeString(current(), current.replace('_', '\n'));
        }
        var out = new ByteArrayOutputStream();

        new OutputText(current()).copy(lines, out);

        assertThat(out.toString(StandardCharsets.UTF_8).replace('\n', '_')).as(why).isEqualTo(copied);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 200_000})
    void linesMayBeLong(int length) throws IOException {
        Files.writeString(current(), "first\n" + "x".repeat(length) + "\n");
        var out = new ByteArrayOutputStream();

        new OutputText(current()).copy(1, out);

        assertThat(out.size()).isEqualTo(length + 1);
    }

    @Test
    void followsUntilTheProcessEndsAndThroughARotation() throws Exception {
        Files.writeString(current(), "before\n");
        var out = new ByteArrayOutputStream();
        AtomicBoolean over = new AtomicBoolean();
        Thread following = Thread.startVirtualThread(() -> {
            try {
                new OutputText(current()).follow(-1, out, over::get);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await(out, "before\n");

        Files.writeString(current(), "a long line before it is rotated\n", StandardOpenOption.APPEND);
        await(out, "before\na long line before it is rotated\n");
        Files.writeString(current(), "after\n", StandardOpenOption.TRUNCATE_EXISTING);
        await(out, "before\na long line before it is rotated\nafter\n");

        over.set(true);
        following.join(30_000);
        assertThat(following.isAlive()).isFalse();
    }

    private static void await(ByteArrayOutputStream out, String text) {
        Awaitility.await().atMost(Duration.ofSeconds(60))
                .until(() -> out.toString(StandardCharsets.UTF_8).equals(text));
    }
}
