package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import dev.hathora.operator.benchmark.Deadline.OutOfTimeException;

/**
 * Runs all trials, one after another, on one control plane, and reports. System properties: {@code bench.rooms}, numbers
 * of rooms; {@code bench.contestants}, who takes part; {@code bench.minutes}, when to stop; {@code bench.directory}, where
 * results go.
 */
final class Benchmark {
    /** Trials with no rooms measure new ones in quiet. */
    private static final int QUIET = 0;

    private final Results results = new Results();
    private final Deadline deadline;
    private final Path directory;
    private final Path kubeconfig;

    private Benchmark(Deadline deadline, Path directory, Path kubeconfig) {
        this.deadline = deadline;
        this.directory = directory;
        this.kubeconfig = kubeconfig;
    }

    /** Ends with exit code 2 where it can't be run. */
    public static void main(String[] args) throws IOException {
        String kubeconfig = System.getenv("HATHORA_IT_KUBECONFIG");
        if (kubeconfig == null || kubeconfig.isBlank()) {
            System.err.println("The benchmark needs a Kubernetes API server: set HATHORA_IT_KUBECONFIG to the "
                    + "kubeconfig of an administrator of one that may be put under load");
            System.exit(2);
            return;
        }
        Path directory = Files.createDirectories(Path.of(System.getProperty("bench.directory")));
        List<Integer> sizes = Arrays.stream(System.getProperty("bench.rooms").split(",", -1)).map(String::strip)
                .map(Integer::valueOf).sorted().toList();
        List<Contestant> contestants = Arrays.stream(System.getProperty("bench.contestants").split(",", -1))
                .map(name -> Contestant.valueOf(name.strip().toUpperCase(Locale.ROOT))).toList();
        Duration longest = Duration.ofSeconds((long) (Double.parseDouble(System.getProperty("bench.minutes")) * 60));
        Instant begin = Instant.now();
        var benchmark = new Benchmark(new Deadline(begin.plus(longest)), directory, Path.of(kubeconfig));
        benchmark.run(contestants, sizes);
        new Report(benchmark.results, Duration.between(begin, Instant.now())).write(directory, System.out);
        System.exit(0);
    }

    private void run(List<Contestant> contestants, List<Integer> sizes) {
        for (Contestant contestant : contestants) {
            attempt(contestant, QUIET);
        }
        for (int rooms : sizes) {
            for (Contestant contestant : contestants) {
                attempt(contestant, rooms);
            }
        }
    }

    private static Map<String, Consumer<Trial>> parts(Contestant contestant, int rooms) {
        Map<String, Consumer<Trial>> parts = new LinkedHashMap<>();
        if (rooms == QUIET) {
            parts.put("new rooms in quiet", Trial::newRoomsInQuiet);
            return parts;
        }
        parts.put("burst", Trial::burst);
        if (contestant != Contestant.FLOOR) {
            parts.put("rest", Trial::rest);
            parts.put("restart", Trial::restart);
        }
        parts.put("configuration", Trial::changeConfig);
        if (contestant == Contestant.OURS) {
            parts.put("new rooms under a limit", Trial::newRoomsUnderLimit);
        }
        parts.put("deletion", Trial::delete);
        return parts;
    }

    /** Goes as far as time allows. */
    private void attempt(Contestant contestant, int rooms) {
        Map<String, Consumer<Trial>> parts = parts(contestant, rooms);
        List<String> open = new ArrayList<>(parts.keySet());
        String about = "%s, %,d rooms".formatted(contestant, rooms);
        if (!deadline.isOver()) {
            System.out.println(about);
            try (Trial trial = new Trial(contestant, rooms, results, deadline, directory, kubeconfig)) {
                for (Map.Entry<String, Consumer<Trial>> part : parts.entrySet()) {
                    Instant begin = Instant.now();
                    part.getValue().accept(trial);
                    open.remove(part.getKey());
                    System.out.printf("  %s: %d s%n", part.getKey(), Duration.between(begin, Instant.now())
                            .toSeconds());
                }
            } catch (OutOfTimeException e) {
                System.out.println("  " + e.getMessage());
            } catch (RuntimeException e) {
                // what was measured so far is worth its report
                results.note(about + ": ended by " + e);
                e.printStackTrace(System.out);
            }
        }
        open.forEach(part -> results.missing(about + ": " + part));
    }
}
