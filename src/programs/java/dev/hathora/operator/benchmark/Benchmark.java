package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.benchmark.Deadline.OutOfTimeException;
import dev.hathora.operator.benchmark.Schedule.Part;
import dev.hathora.operator.benchmark.Schedule.Run;

/** Runs all trials, one after another, on one control plane, and reports. {@link Options} says what can be chosen. */
final class Benchmark {
    private final Results results = new Results();
    private final Options options;
    private final Deadline deadline;

    private Benchmark(Options options, Deadline deadline) {
        this.options = options;
        this.deadline = deadline;
    }

    /**
     * Exits with code 2 if it can't run, and with code 1 if a required figure was not measured. Whether goals are met
     * does not affect the exit code.
     */
    public static void main(String[] args) throws IOException {
        String kubeconfig = System.getenv("HATHORA_IT_KUBECONFIG");
        if (kubeconfig == null || kubeconfig.isBlank()) {
            System.err.println("The benchmark needs a Kubernetes API server: set HATHORA_IT_KUBECONFIG to the "
                    + "kubeconfig of an administrator of one that may be put under load");
            System.exit(2);
            return;
        }
        Options options = Options.read(Path.of(kubeconfig));
        Files.createDirectories(options.directory());
        var schedule = new Schedule(options);
        Instant begin = Instant.now();
        var benchmark = new Benchmark(options, new Deadline(begin.plus(options.longest()).minus(schedule.cleanUp()),
                schedule.cleanUp()));
        benchmark.run(schedule.runs());
        var report = new Report(benchmark.results, options, Machine.read(options),
                Duration.between(begin, Instant.now()));
        report.write(System.out);
        System.exit(options.complete() && !report.complete() ? 1 : 0);
    }

    private void run(List<Run> runs) {
        System.out.printf("%d s of %d s are expected to be needed, without extras%n", Math.round(seconds(runs)),
                deadline.left().toSeconds());
        for (int i = 0; i < runs.size(); i++) {
            Instant begin = Instant.now();
            attempt(runs.get(i), seconds(runs.subList(i + 1, runs.size())));
            System.out.printf("  in all: %d s%n", Duration.between(begin, Instant.now()).toSeconds());
        }
    }

    private static double seconds(List<Run> runs) {
        return runs.stream().mapToDouble(Run::seconds).sum();
    }

    /**
     * Runs as many parts as time allows.
     *
     * @param reserve the seconds to reserve for later parts, which must not be used for extras
     */
    private void attempt(Run run, double reserve) {
        List<Part> open = new ArrayList<>(run.parts());
        String why = "no time was left";
        if (!deadline.isOver()) {
            System.out.println(run);
            try (Trial trial = Trial.open(run.setup(), options, results, deadline)) {
                for (Part part : run.parts()) {
                    open.remove(part);
                    String missed = part.extra() && deadline.left().toSeconds() < part.seconds() + reserve
                            ? "its time is needed for what comes after it"
                            : measure(part, trial);
                    if (!missed.isEmpty()) {
                        missing(run, part, missed);
                    }
                }
            } catch (OutOfTimeException e) {
                why = e.why();
            } catch (RuntimeException e) {
                // report what was measured so far
                why = "ended by " + e;
                e.printStackTrace(System.out);
            }
        }
        for (Part part : open) {
            missing(run, part, why);
        }
    }

    /** Why a part could not be measured; the next part may still be measured. Empty if it was measured. */
    private String measure(Part part, Trial trial) {
        if (deadline.isOver()) {
            return "no time was left";
        }
        Instant begin = Instant.now();
        try {
            part.work().accept(trial);
            System.out.printf("  %s: %d s, expected %d%n", part.name(), Duration.between(begin, Instant.now())
                    .toSeconds(), Math.round(part.seconds()));
            return "";
        } catch (OutOfTimeException e) {
            return e.why();
        }
    }

    private void missing(Run run, Part part, String why) {
        System.out.printf("  %s: %s%n", part.name(), why);
        results.missing("%s: %s (%s)".formatted(run, part.name(), why));
    }
}
