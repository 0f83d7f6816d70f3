package dev.hathora.operator.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What is measured, and how long that may take.
 *
 * @param sizes numbers of rooms, ascending
 * @param contestants who takes part
 * @param longest when everything is over and cleaned up
 * @param interval how often settled rooms are looked at
 * @param profile whether the operator is recorded during its largest burst
 * @param complete whether it is an error if something is not measured
 * @param metrics where servers tell about their requests, beside the API server itself: for a control plane that serves
 *     custom resources from a server of its own
 * @param directory where results go
 * @param kubeconfig of an administrator
 */
record Options(List<Integer> sizes, List<Contestant> contestants, Duration longest, Duration interval, boolean profile,
        boolean complete, List<URI> metrics, Path directory, Path kubeconfig) {
    Options {
        sizes = List.copyOf(sizes);
        contestants = List.copyOf(contestants);
        metrics = List.copyOf(metrics);
    }

    /** As system properties say. */
    static Options read(Path kubeconfig) {
        return new Options(list("bench.rooms", Integer::valueOf).stream().sorted().toList(),
                list("bench.contestants", name -> Contestant.valueOf(name.toUpperCase(Locale.ROOT))),
                Duration.ofSeconds((long) (Double.parseDouble(System.getProperty("bench.minutes")) * 60)),
                Duration.ofSeconds(Long.parseLong(System.getProperty("bench.interval"))),
                Boolean.getBoolean("bench.profile"), Boolean.getBoolean("bench.complete"),
                list("bench.metrics", URI::create), Path.of(System.getProperty("bench.directory")), kubeconfig);
    }

    private static <T> List<T> list(String property, Function<String, T> of) {
        return Arrays.stream(System.getProperty(property, "").split(",", -1)).map(String::strip)
                .filter(word -> !word.isEmpty()).map(of).toList();
    }

    int largest() {
        return sizes.getLast();
    }

    /** How it can be run again. */
    String command() {
        return "HATHORA_IT_KUBECONFIG=<kubeconfig> mvn -q -Pbenchmark -Dbench.rooms=%s -Dbench.contestants=%s -Dbench.minutes=%s -Dbench.interval=%d%s%s"
                .formatted(String.join(",", sizes.stream().map(String::valueOf).toList()),
                        String.join(",", contestants.stream().map(Contestant::toString).toList()),
                        Figure.text(longest.toSeconds() / 60.0), interval.toSeconds(),
                        profile ? " -Dbench.profile=true" : "", metrics.isEmpty() ? "" : " -Dbench.metrics=<URL>");
    }
}
