package dev.hathora.operator.benchmark.host;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param parts in this order
 * @param runs how often each figure is taken
 * @param time how long each side of a comparison runs
 * @param rooms for the part with many rooms; four share a process
 * @param complete whether it is an error if something is not measured
 * @param directory where results go
 * @param classes the compiled program and what is measured of it
 * @param libraries what the program is shipped with
 * @param javalin the source of the server that ours is compared with
 * @param kubeconfig of a cluster with a node, for the part with Pods
 * @param image an image with a Java runtime that the node has
 */
record Choices(List<Part> parts, int runs, Duration time, int rooms, boolean complete, Path directory, String classes,
        String libraries, Path javalin, Path kubeconfig, String image) {

    /** Clients at a time. */
    static final int CLIENTS = 64;

    /** What can be measured by itself. */
    enum Part {
        /** createRoom on warm processes. */
        CREATE,
        /** getConnectionInfo. */
        CONNECT,
        /** createRoom until the address is answered. */
        ADDRESS,
        /** createRoom until a game server that is started for it answers. */
        COLD,
        /** Many rooms at rest, and a restart. */
        REST,
        /** The HTTP server and another one. */
        HTTP,
        /** Two hosts that share a database. */
        SEVERAL,
        /** Game servers as Pods, and Pods without a host, one after another. */
        PODS,
        /** Many of both at once. */
        BURST
    }

    static Choices read() {
        return new Choices(
                Stream.of(property("parts").split(",", -1)).map(name -> Part.valueOf(name.strip()
                        .toUpperCase(Locale.ROOT))).toList(),
                Integer.parseInt(property("runs")), Duration.ofSeconds(Long.parseLong(property("seconds"))),
                Integer.parseInt(property("rooms")), Boolean.parseBoolean(property("complete")),
                Path.of(property("directory")).toAbsolutePath(), property("classes"), property("libraries"),
                Path.of(property("javalin")), Path.of(property("kubeconfig")).toAbsolutePath(), property("image"));
    }

    private static String property(String name) {
        String value = System.getProperty("bench." + name);
        if (value == null) {
            throw new IllegalArgumentException("-Dbench." + name + " is missing");
        }
        return value;
    }

    /** What a host runs with: as it is shipped, and the parts of this program. */
    String classPath() {
        return classes + File.pathSeparator + libraries;
    }

    /** How it can be run again. */
    String command() {
        return "mvn -q -Pbenchmark-host -Dbench.parts=%s -Dbench.runs=%d -Dbench.seconds=%d -Dbench.rooms=%d"
                .formatted(parts.stream().map(part -> part.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",")), runs, time.toSeconds(), rooms);
    }
}
