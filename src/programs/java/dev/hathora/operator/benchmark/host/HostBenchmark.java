package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.hathora.operator.benchmark.host.Choices.Part;

/** Measures what was chosen, one after another, and reports. {@link Choices} says what can be chosen. */
final class HostBenchmark {
    private final Choices choices;
    private final Results results = new Results();

    private HostBenchmark(Choices choices) {
        this.choices = choices;
    }

    /** Exits with code 1 if a figure was not measured that has to be. Whether goals are met does not affect it. */
    public static void main(String[] args) throws Exception {
        Choices choices = Choices.read();
        Files.createDirectories(choices.directory());
        HostBenchmark benchmark = new HostBenchmark(choices);
        Instant begin = Instant.now();
        benchmark.run();
        benchmark.report(Duration.between(begin, Instant.now()));
        System.exit(choices.complete() && !benchmark.results.missing().isEmpty() ? 1 : 0);
    }

    private void run() throws Exception {
        try (Postgres postgres = Postgres.start(choices.directory())) {
            List<Part> warm = choices.parts().stream().filter(part -> switch (part) {
                case CREATE, CONNECT, ADDRESS -> true;
                case COLD, REST, HTTP, SEVERAL, PODS, BURST -> false;
            }).toList();
            if (!warm.isEmpty()) {
                attempt("warm processes", () -> {
                    try (WarmParts parts = new WarmParts(choices, results, postgres)) {
                        for (Part part : warm) {
                            attempt(part.name(), () -> parts.measure(part));
                        }
                    }
                });
            }
            for (Part part : choices.parts()) {
                switch (part) {
                    case CREATE, CONNECT, ADDRESS -> {
                        // Done.
                    }
                    case COLD -> attempt(part.name(), () -> new ColdRooms(choices, results, postgres).measure());
                    case REST -> attempt(part.name(), () -> new ManyRooms(choices, results, postgres).measure());
                    case HTTP -> attempt(part.name(), () -> new HttpServers(choices, results).measure());
                    case SEVERAL -> attempt(part.name(), () -> new SeveralHosts(choices, results, postgres).measure());
                    case PODS, BURST -> attempt(part.name(), () -> {
                        try (GamesAsPods pods = GamesAsPods.open(choices, results)) {
                            pods.measure(part);
                        }
                    });
                }
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** What fails is reported, and the rest is measured nevertheless. */
    private void attempt(String name, Work work) {
        Instant begin = Instant.now();
        System.out.println(name.toLowerCase(Locale.ROOT));
        try {
            work.run();
        } catch (Exception e) {
            e.printStackTrace(System.out);
            results.missing("%s (%s)".formatted(name.toLowerCase(Locale.ROOT), e));
        }
        System.out.printf("  %s took %d s%n", name.toLowerCase(Locale.ROOT),
                Duration.between(begin, Instant.now()).toSeconds());
    }

    private void report(Duration took) throws IOException {
        String text = """
                `%s`

                %d CPUs, load %.1f, JDK %s; took %d s

                %s""".formatted(choices.command(), Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"), took.toSeconds(), results.tables());
        Path file = choices.directory().resolve("host-results.md");
        Files.writeString(file, text);
        System.out.println(text);
        System.out.println("written to " + file);
    }
}
