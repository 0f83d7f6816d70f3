package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The CPU usage of the machine so far. It shows the bottleneck, and the limit that no contestant can exceed.
 *
 * @param all seconds of all processors; NaN where the system does not tell
 * @param idle of these, seconds in which there was nothing to do
 * @param apiServer seconds that the API server used
 * @param contestant seconds that the contestant used
 */
record Processors(double all, double idle, double apiServer, double contestant) {
    static Processors of(Trial trial) {
        double[] times = times();
        return new Processors(Arrays.stream(times).sum(), times.length > 4 ? times[3] + times[4] : Double.NaN,
                trial.requests().cpuSeconds(), trial.process().cpu().toNanos() / 1e9);
    }

    /** The times of {@code /proc/stat} in hundredths of a second, of which the fourth and the fifth were idle. */
    private static double[] times() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.findFirst().stream().flatMap(line -> Arrays.stream(line.strip().split(" +"))).skip(1).limit(8)
                    .mapToDouble(hundredths -> Double.parseDouble(hundredths) / 100).toArray();
        } catch (IOException e) {
            return new double[0];
        }
    }

    /** Adds who used how much since then, where that is known. */
    void addShares(Trial trial, Processors before) {
        double time = all - before.all;
        if (time > 0) {
            trial.add(Figure.BURST_BUSY, 100 * (1 - (idle - before.idle) / time));
            trial.add(Figure.BURST_API_SERVER, 100 * (apiServer - before.apiServer) / time);
            trial.add(Figure.BURST_OWN, 100 * (contestant - before.contestant) / time);
        }
    }
}
