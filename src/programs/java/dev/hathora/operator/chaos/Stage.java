package dev.hathora.operator.chaos;

import java.util.Map;

import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.HostBehindSimulators;
import org.jspecify.annotations.Nullable;

/**
 * The Hathora of a run.
 *
 * @param name what stands behind the faults
 * @param hathora adds the faults and records what happens; whoever uses it closes it
 * @param host what is behind it; null: nothing but the simulator itself
 */
record Stage(String name, Simulator hathora, @Nullable HostBehindSimulators host) implements AutoCloseable {
    /**
     * Starts it.
     *
     * @param name {@code simulator} or {@code host}
     */
    static Stage of(String name, SimulatorOptions options) {
        return switch (name) {
            case "simulator" -> new Stage(name, Simulator.start(options), null);
            case "host" -> {
                HostBehindSimulators host = new HostBehindSimulators(Map.of(options, 1),
                        new PortNumbers(29_000, 29_999));
                yield new Stage(name, host.start(options), host);
            }
            default -> throw new IllegalArgumentException("chaos.on must be simulator or host, and is " + name);
        };
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        }
    }
}
