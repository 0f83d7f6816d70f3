package dev.hathora.operator.simulator;

import java.time.Duration;
import java.util.Set;

/**
 * The settings of a {@link Simulator}.
 *
 * @param host the address to listen on: 127.0.0.1, or 0.0.0.0 for every address of the machine
 * @param port the port to listen on, 0 to 65535; 0: any free one
 * @param token the token that calls must carry
 * @param appIds the applications that exist; empty: every application that is asked for exists
 * @param latency time that passes before a call is processed
 * @param boot time from the start of a process until its rooms can be joined
 * @param roomsPerProcess how many rooms fit on one process, at least 1
 * @param rateLimit calls per second, with a burst of one second's calls; 0: no limit
 */
public record SimulatorOptions(String host, int port, String token, Set<String> appIds, Duration latency,
        Duration boot, int roomsPerProcess, double rateLimit) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with a message that says what to do
     */
    public SimulatorOptions {
        require(!host.isBlank(), "the host must not be empty");
        require(port >= 0 && port <= 65_535, "the port must be from 0 to 65535");
        require(!token.isBlank(), "the token must not be empty");
        require(!latency.isNegative(), "the latency must not be negative");
        require(!boot.isNegative(), "the boot time must not be negative");
        require(roomsPerProcess >= 1, "a process must hold at least 1 room");
        require(rateLimit >= 0 && Double.isFinite(rateLimit), "the rate limit must be 0 (none) or more");
        appIds = Set.copyOf(appIds);
    }

    /** Any port of 127.0.0.1, token {@code dev-token}, any application, no latency, 1 s of boot, 4 rooms per process, no limit. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions("127.0.0.1", 0, "dev-token", Set.of(), Duration.ZERO, Duration.ofSeconds(1), 4, 0);
    }

    /** These options with another port. */
    public SimulatorOptions withPort(int newPort) {
        return new SimulatorOptions(host, newPort, token, appIds, latency, boot, roomsPerProcess, rateLimit);
    }

    /** These options with another token. */
    public SimulatorOptions withToken(String newToken) {
        return new SimulatorOptions(host, port, newToken, appIds, latency, boot, roomsPerProcess, rateLimit);
    }

    /** These options with exactly these applications. */
    public SimulatorOptions withAppIds(String... newAppIds) {
        return new SimulatorOptions(host, port, token, Set.of(newAppIds), latency, boot, roomsPerProcess, rateLimit);
    }

    /** These options with another latency. */
    public SimulatorOptions withLatency(Duration newLatency) {
        return new SimulatorOptions(host, port, token, appIds, newLatency, boot, roomsPerProcess, rateLimit);
    }

    /** These options with another boot time. */
    public SimulatorOptions withBoot(Duration newBoot) {
        return new SimulatorOptions(host, port, token, appIds, latency, newBoot, roomsPerProcess, rateLimit);
    }

    /** These options with another number of rooms per process. */
    public SimulatorOptions withRoomsPerProcess(int newRoomsPerProcess) {
        return new SimulatorOptions(host, port, token, appIds, latency, boot, newRoomsPerProcess, rateLimit);
    }

    /** These options with another rate limit. */
    public SimulatorOptions withRateLimit(double newRateLimit) {
        return new SimulatorOptions(host, port, token, appIds, latency, boot, roomsPerProcess, newRateLimit);
    }

    /** Everything except the token. */
    @Override
    public String toString() {
        return "SimulatorOptions[host=%s, port=%d, appIds=%s, latency=%s, boot=%s, roomsPerProcess=%d, rateLimit=%s]"
                .formatted(host, port, appIds, latency, boot, roomsPerProcess, rateLimit);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
