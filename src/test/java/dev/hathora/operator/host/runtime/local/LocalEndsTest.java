package dev.hathora.operator.host.runtime.local;

import java.nio.file.Files;

import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.brain.ProcessView.Gone;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How game servers end, and what they leave behind. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.OTHER_GAMES)
class LocalEndsTest extends LocalRuntimeFixture {
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
}
