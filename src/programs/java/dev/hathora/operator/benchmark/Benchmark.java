package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.benchmark.Deadline.OutOfTimeException;
import dev.hathora.operator.benchmark.Run.Step;
import dev.hathora.operator.benchmark.Schedule.Part;

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
        Options options;
        try {
            options = Options.read(Path.of(kubeconfig));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
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
     * Does as many steps as time allows.
     *
     * @param reserve the seconds to reserve for later runs, which must not be used for extras
     */
    private void attempt(Run run, double reserve) {
        List<Step> steps = run.steps();
        Set<Contestant> failed = EnumSet.noneOf(Contestant.class);
        int next = 0;
        String why = "no time was left";
        if (!deadline.isOver() && (run.seconds() > 0 || hasTimeFor(run.around() + steps.getFirst().seconds(),
                reserve))) {
            System.out.println(run);
            try (Trial trial = Trial.open(run.setup(), options, results, deadline)) {
                for (; next < steps.size(); next++) {
                    Step step = steps.get(next);
                    double later = reserve + Run.seconds(steps.subList(next + 1, steps.size()));
                    if (failed.contains(step.contestant())) {
                        missing(run, step, "it failed before");
                    } else if (step.extra() && !hasTimeFor(step.seconds(), later)) {
                        missing(run, step, "its time is needed for what comes after it");
                    } else if (!measure(run, step, trial)) {
                        failed.add(step.contestant());
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
        for (Step step : steps.subList(next, steps.size())) {
            missing(run, step, why);
        }
    }

    private boolean hasTimeFor(double seconds, double later) {
        return deadline.left().toSeconds() >= seconds + later;
    }

    /** False: the contestant can't go on. If it was only too slow, its next step may still be measured. */
    private boolean measure(Run run, Step step, Trial trial) {
        if (deadline.isOver()) {
            missing(run, step, "no time was left");
            return true;
        }
        Instant begin = Instant.now();
        try {
            trial.takeOver(step.contestant(), step.round());
            step.work().accept(trial);
            System.out.printf("  %s: %d s, expected %d%n", step, Duration.between(begin, Instant.now()).toSeconds(),
                    Math.round(step.seconds()));
            return true;
        } catch (OutOfTimeException e) {
            missing(run, step, e.why());
            return true;
        } catch (RuntimeException e) {
            if (step.part() == Part.BURST) {
                // all others need its rooms
                throw e;
            }
            e.printStackTrace(System.out);
            missing(run, step, "ended by " + e);
            return false;
        }
    }

    private void missing(Run run, Step step, String why) {
        System.out.printf("  %s: %s%n", step, why);
        results.missing("%s: %s (%s)".formatted(run, step, why));
    }
}
