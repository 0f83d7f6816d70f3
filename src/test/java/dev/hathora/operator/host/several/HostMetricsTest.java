package dev.hathora.operator.host.several;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.hathora.operator.host.Caller;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.HostOptions.Local;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.store.PortNumbers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HostMetricsTest {
    private static final String ROOMS = "/rooms/v2/app-1";
    private static final Pattern DOCUMENTED = Pattern
            .compile("(?m)^\\| `((?:hathora_host|hikaricp|jvm)_[a-z_]+)\\*?` \\|");

    /** One room on a new process, one beside it, one for which there is no place, and one that is suspended. */
    @Test
    void whatHappensIsCounted(@TempDir Path folder) throws Exception {
        Path manifest = Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: app-1
                  command: [none]
                  roomsPerProcess: 2
                  regions: [{name: Tokyo, maxProcesses: 1}]
                """);
        HostOptions options = new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DatabaseAddress("jdbc:sqlite:" + folder.resolve("records.db"), null, null),
                () -> HostProgram.TOKEN, new PortNumbers(20_000, 20_099), null, 0,
                new Local(manifest, folder.resolve("games"), null, "127.0.0.1"));
        try (Host host = Host.start(options, SharedGames::new);
                Caller api = new Caller(host.uri());
                Caller metrics = new Caller(URI.create("http://127.0.0.1:" + host.metricsPort()))) {
            String tokyo = "{\"region\":\"Tokyo\"}";
            assertThat(api.post(ROOMS + "/create?roomId=one", tokyo).status()).isEqualTo(201);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(
                    () -> api.getAsAnybody(ROOMS + "/connectioninfo/one").text().contains("exposedPort"));
            assertThat(api.post(ROOMS + "/create?roomId=two", tokyo).status()).isEqualTo(201);
            assertThat(api.post(ROOMS + "/create?roomId=three", tokyo).status()).isEqualTo(402);
            assertThat(api.post(ROOMS + "/suspend/two", null).status()).isEqualTo(204);

            assertThat(metrics.getAsAnybody("/healthz").text()).isEqualTo("ok\n");
            assertThat(metrics.getAsAnybody("/readyz").text()).isEqualTo("ok\ndatabase: leads\n");
            String text = metrics.getAsAnybody("/metrics").text();
            assertThat(text.lines()).contains(
                    "hathora_host_requests_seconds_count{code=\"201\",operation=\"createRoom\"} 2",
                    "hathora_host_requests_seconds_count{code=\"402\",operation=\"createRoom\"} 1",
                    "hathora_host_placements_total{application=\"app-1\",kind=\"new\"} 1.0",
                    "hathora_host_placements_total{application=\"app-1\",kind=\"warm\"} 1.0",
                    "hathora_host_placements_total{application=\"app-1\",kind=\"refused\"} 1.0",
                    "hathora_host_process_start_seconds_count 1", "hathora_host_starts_total 1.0",
                    "hathora_host_failures_total 0.0", "hathora_host_processes{state=\"running\"} 1.0",
                    "hathora_host_rooms{status=\"active\"} 1.0", "hathora_host_rooms{status=\"suspended\"} 1.0",
                    "hathora_host_leader 1.0");
            assertThat(DOCUMENTED.matcher(Files.readString(Path.of("docs/host.md"))).results()
                    .map((MatchResult row) -> row.group(1))).as("what the documentation names")
                    .hasSizeGreaterThan(8).allSatisfy(name -> assertThat(text).contains("\n" + name));
        }
    }
}
