package dev.hathora.operator.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;

/**
 * A host with real game servers that stands behind simulators, which add faults and record what happens. Each has an
 * application of its own, so that they know nothing of each other.
 */
public final class HostBehindSimulators implements AutoCloseable {
    private static final String TOKEN = "token-of-the-host";

    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final Map<SimulatorOptions, Queue<String>> unused = new HashMap<>();
    private final TemporaryHost host;

    /**
     * Starts a host.
     *
     * @param simulators how many simulators there will be with which options: boot and roomsPerProcess are those of an
     *     application
     * @param ports what is given to game servers
     */
    public HostBehindSimulators(Map<SimulatorOptions, Integer> simulators, PortNumbers ports) {
        StringBuilder manifests = new StringBuilder();
        simulators.forEach((options, count) -> {
            Queue<String> applications = new ArrayDeque<>();
            for (int i = 0; i < count; i++) {
                String appId = "app-%d-%d".formatted(unused.size(), i);
                applications.add(appId);
                manifests.append(manifest(appId, options));
            }
            unused.put(options, applications);
        });
        host = new TemporaryHost(manifests.toString(), TOKEN, ports);
    }

    private static String manifest(String appId, SimulatorOptions options) {
        return """
                ---
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s}
                spec:
                  appId: %s
                  command: ["%s", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "%s", "%s", "%d"]
                  roomsPerProcess: %d
                  idleTimeout: 1s
                  terminationGracePeriod: 5s
                """.formatted(appId, appId, Path.of(System.getProperty("java.home"), "bin", "java"),
                Path.of(URI.create(QuietGame.class.getProtectionDomain().getCodeSource().getLocation().toString())),
                QuietGame.class.getName(), options.boot().toMillis(), options.roomsPerProcess());
    }

    /**
     * Starts a simulator in front of the host.
     *
     * @param options ones that were announced
     * @throws IllegalStateException when there are more simulators than announced
     */
    public synchronized Simulator start(SimulatorOptions options) {
        String application = unused.getOrDefault(options, new ArrayDeque<>()).poll();
        if (application == null) {
            throw new IllegalStateException("more simulators than announced with " + options);
        }
        return Simulator.start(options, recorder -> new HostBackend(
                PatientCloud.of(host.uri(), () -> TOKEN, http), OperatorFixture.APP,
                application, host::gameServer, recorder));
    }

    @Override
    public void close() {
        host.close();
        http.close();
    }
}
