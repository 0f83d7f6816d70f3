package dev.hathora.operator.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tables on a terminal, and elsewhere. */
class ScreenTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void onATerminalTheTableIsPaintedOverAndStaysBelowWhatIsSaid() {
        Screen screen = screen(true);

        screen.show(List.of("NAME", "a"));
        assertThat(next()).isEqualTo("\n\u001b[?7lNAME\na\n\u001b[?7h");
        screen.show(List.of("NAME", "a"));
        assertThat(next()).as("nothing changed").isEmpty();
        screen.show(List.of("NAME", "a", "b"));
        assertThat(next()).as("up to the blank line above the table")
                .isEqualTo("\u001b[3A\r\u001b[J\n\u001b[?7lNAME\na\nb\n\u001b[?7h");
        screen.say("one\ntwo");
        assertThat(next()).isEqualTo("\u001b[4A\r\u001b[Jone\ntwo\n\n\u001b[?7lNAME\na\nb\n\u001b[?7h");
    }

    @Test
    void elsewhereATableIsPrintedOnceForEachChange() {
        Screen screen = screen(false);

        screen.show(List.of("NAME", "a"));
        screen.show(List.of("NAME", "a"));
        screen.say("one\ntwo");
        screen.show(List.of("NAME", "b"));

        assertThat(next()).isEqualTo("\nNAME\na\none\ntwo\n\nNAME\nb\n");
        assertThat(screen.bold("loud")).isEqualTo("loud");
    }

    private Screen screen(boolean terminal) {
        return new Screen(new PrintStream(written, true, StandardCharsets.UTF_8), terminal);
    }

    /** What was written since the last call. */
    private String next() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }
}
