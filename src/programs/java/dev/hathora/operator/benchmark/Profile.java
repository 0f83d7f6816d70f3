package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a JVM does, as Flight Recorder sees it. */
final class Profile {
    /** For a JVM that is to be recorded from its start. */
    static final List<String> JVM_OPTIONS = List.of("-XX:StartFlightRecording:name=burst,settings=profile");

    /** What is told of it: where time and memory go, and what work waits for. */
    private static final List<String> VIEWS = List.of("hot-methods", "allocation-by-class", "allocation-by-site",
            "contention-by-site", "latencies-by-type", "gc-pauses", "cpu-load");

    private Profile() {}

    /**
     * Ends the recording and writes what it tells into {@code burst-profile.txt}, beside the recording.
     *
     * @return the name of that file
     */
    static String write(ChildJvm jvm, Path directory) {
        Path recording = directory.resolve("burst.jfr");
        jvm.command("JFR.stop", "name=burst", "filename=" + recording.toAbsolutePath());
        StringBuilder text = new StringBuilder();
        VIEWS.forEach(view -> text.append(ChildJvm.tool("jfr", "view", "--width", "160", view, recording.toString())));
        try {
            Files.writeString(directory.resolve("burst-profile.txt"), text);
            return "burst-profile.txt";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
