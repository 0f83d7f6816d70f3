package dev.hathora.operator.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Prints text line by line, with a table below. On a terminal the table stays at the bottom and is overwritten.
 * Otherwise it is printed again when it has changed.
 */
final class Screen {
    private static final String ESC = "\u001b[";
    private static final String UP = ESC + "%dA\r" + ESC + "J";

    /** A line that is too long for the terminal is cut off: broken in two, it could not be painted over. */
    private static final String NO_WRAP = ESC + "?7l";
    private static final String WRAP = ESC + "?7h";

    private final PrintStream out;
    private final boolean terminal;
    private List<String> table = List.of();

    /** @param terminal whether {@code out} understands ANSI's control sequences */
    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Says something, in one or more lines. */
    void say(String text) {
        StringBuilder painted = erased();
        text.lines().forEach(line -> painted.append(line).append('\n'));
        if (terminal) {
            paint(painted);
        }
        print(painted);
    }

    /** Shows a table, unless it is shown already. */
    void show(List<String> now) {
        if (now.equals(table)) {
            return;
        }
        StringBuilder painted = erased();
        table = now;
        paint(painted);
        print(painted);
    }

    /** Sets off, where that can be done. */
    String bold(String text) {
        return terminal ? ESC + "1m" + text + ESC + "0m" : text;
    }

    private StringBuilder erased() {
        var painted = new StringBuilder();
        if (terminal && !table.isEmpty()) {
            painted.append(UP.formatted(table.size() + 1));
        }
        return painted;
    }

    private void paint(StringBuilder painted) {
        if (table.isEmpty()) {
            return;
        }
        painted.append('\n').append(terminal ? NO_WRAP : "");
        table.forEach(line -> painted.append(line).append('\n'));
        painted.append(terminal ? WRAP : "");
    }

    /** In one piece, so that nothing flickers. */
    private void print(StringBuilder painted) {
        out.print(painted);
        out.flush();
    }
}
