package dev.hathora.operator.benchmark;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.benchmark.Schedule.Part;

/**
 * What is measured, and how long that may take.
 *
 * @param sizes numbers of rooms, ascending
 * @param contestants who takes part
 * @param parts what is measured
 * @param runs in how many rounds
 * @param longest when everything is over and cleaned up
 * @param interval how often settled rooms are looked at
 * @param profile whether the operator is recorded during its largest burst
 * @param complete whether it is an error if something is not measured
 * @param metrics where servers tell about their requests, beside the API server itself: for a control plane that serves
 *     custom resources from a server of its own
 * @param directory where results go
 * @param kubeconfig of an administrator
 * @param before the whole class path of the earlier build; empty: it does not take part
 * @param jvm options of the JVM that a contestant has beside those of all
 */
record Options(List<Integer> sizes, List<Contestant> contestants, List<Part> parts, int runs, Duration longest,
        Duration interval, boolean profile, boolean complete, List<URI> metrics, Path directory, Path kubeconfig,
        String before, Map<Contestant, List<String>> jvm) {
    private static final String BEFORE = Contestant.BEFORE + ":";

    Options {
        sizes = List.copyOf(sizes);
        contestants = List.copyOf(contestants);
        parts = List.copyOf(parts);
        metrics = List.copyOf(metrics);
        jvm = Map.copyOf(jvm);
        require(!sizes.isEmpty() && sizes.getFirst() > 0, "-Dbench.rooms= takes positive numbers");
        require(runs > 0, "-Dbench.runs= takes a positive number");
        require(!parts.isEmpty() && !contestants.isEmpty(), "-Dbench.parts= and -Dbench.contestants= can't be empty");
        require(contestants.stream().distinct().count() == contestants.size(), "A contestant takes part only once");
    }

    /**
     * As system properties say.
     *
     * @throws IllegalArgumentException if they can't be; its message is for the user
     */
    static Options read(Path kubeconfig) {
        return new Options(words("bench.rooms").map(Integer::valueOf).sorted().toList(),
                words("bench.contestants").map(word -> word.startsWith(BEFORE)
                        ? Contestant.BEFORE
                        : one(word, "contestant", Stream.of(Contestant.values())
                                .filter(contestant -> contestant != Contestant.BEFORE).toList(),
                                BEFORE + "<class path>"))
                        .toList(),
                words("bench.parts").map(word -> one(word, "part", List.of(Part.values()))).toList(),
                Integer.parseInt(System.getProperty("bench.runs")),
                Duration.ofSeconds((long) (Double.parseDouble(System.getProperty("bench.minutes")) * 60)),
                Duration.ofSeconds(Long.parseLong(System.getProperty("bench.interval"))),
                Boolean.getBoolean("bench.profile"), Boolean.getBoolean("bench.complete"),
                words("bench.metrics").map(URI::create).toList(), Path.of(System.getProperty("bench.directory")),
                kubeconfig,
                words("bench.contestants").filter(word -> word.startsWith(BEFORE))
                        .map(word -> complete(word.substring(BEFORE.length()))).findFirst().orElse(""),
                Map.of(Contestant.OURS, words("bench.jvm", " ").toList(), Contestant.BEFORE,
                        words("bench.before.jvm", " ").toList()));
    }

    private static Stream<String> words(String property) {
        return words(property, ",");
    }

    private static Stream<String> words(String property, String between) {
        return Arrays.stream(System.getProperty(property, "").split(between, -1)).map(String::strip)
                .filter(word -> !word.isEmpty());
    }

    private static <T> T one(String word, String what, List<T> of, String... more) {
        return of.stream().filter(value -> value.toString().equals(word.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"%s\" is no %s; there are %s".formatted(word, what,
                        Stream.concat(of.stream().map(Object::toString), Stream.of(more))
                                .collect(Collectors.joining(", ")))));
    }

    /** With the libraries of this build behind it, unless it has its own. */
    private static String complete(String classPath) {
        String[] entries = classPath.split(File.pathSeparator, -1);
        for (String entry : entries) {
            String path = entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry;
            require(!path.isEmpty() && Files.exists(Path.of(path)),
                    "%s%s: there is no \"%s\". It takes a jar, a directory of classes, or a whole class path".formatted(
                            BEFORE, classPath, entry));
        }
        return entries.length > 1 ? classPath : classPath + File.pathSeparator + System.getProperty("bench.libraries");
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    String classPath(Contestant contestant) {
        return switch (contestant) {
            case BEFORE -> before;
            case FLOOR, OURS, NAIVE -> System.getProperty("java.class.path");
        };
    }

    /** The options of a contestant's JVM. */
    List<String> jvm(Contestant contestant) {
        return Stream.concat(Contestant.JVM.stream(), jvm.getOrDefault(contestant, List.of()).stream()).toList();
    }

    int largest() {
        return sizes.getLast();
    }

    /** How it can be run again. */
    String command() {
        return "HATHORA_IT_KUBECONFIG=<kubeconfig> mvn -q -Pbenchmark -Dbench.rooms=%s -Dbench.contestants=%s -Dbench.parts=%s -Dbench.runs=%d -Dbench.minutes=%s -Dbench.interval=%d%s%s"
                .formatted(joined(sizes), joined(contestants).replace("before", BEFORE + "<class path>"),
                        joined(parts), runs, Figure.text(longest.toSeconds() / 60.0), interval.toSeconds(),
                        profile ? " -Dbench.profile=true" : "", metrics.isEmpty() ? "" : " -Dbench.metrics=<URL>");
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
