package dev.hathora.operator.host.runtime;

import dev.hathora.operator.host.brain.ProcessView;

/** Exit codes in words. */
public final class ExitCode {
    /** A shell and the JDK report the end by a signal as this number plus the signal's. */
    private static final int SIGNALS = 128;

    private ExitCode() {}

    /** The end with an exit code: clean if it is 0. */
    public static ProcessView.Ended ended(int code) {
        String what = meaning(code);
        return new ProcessView.Ended(code == 0, "exit code " + code + (what.isEmpty() ? "" : " (" + what + ")"));
    }

    private static String meaning(int code) {
        return switch (code) {
            case 126 -> "the command can't be executed";
            case 127 -> "the command was not found";
            case SIGNALS + 1 -> "SIGHUP";
            case SIGNALS + 2 -> "SIGINT";
            case SIGNALS + 4 -> "SIGILL";
            case SIGNALS + 6 -> "SIGABRT";
            case SIGNALS + 7 -> "SIGBUS";
            case SIGNALS + 8 -> "SIGFPE";
            case SIGNALS + 9 -> "SIGKILL";
            case SIGNALS + 11 -> "SIGSEGV";
            case SIGNALS + 13 -> "SIGPIPE";
            case SIGNALS + 15 -> "SIGTERM";
            default -> "";
        };
    }
}
