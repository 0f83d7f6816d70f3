package dev.hathora.operator.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.hathora.operator.host.Caller.Reply;
import dev.hathora.operator.testing.Thorough;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import static org.assertj.core.api.Assertions.assertThat;

/** What a host does at the limits of its machine. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostProgram.GAMES)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test starts the host
@Order(1)
class HostLimitsTest {
    private static final String ROOMS = "/rooms/v2/app-1";
    private static final int CONNECTIONS = 10_000;
    /** A journal of SQLite has at most twice as much. */
    private static final int SMALL_DISK_MEBIBYTES = 2;

    @TempDir
    Path folder;

    private HostProgram host;
    private Caller api;

    /** A game that never listens, so that its rooms stay where they are. */
    @BeforeEach
    void writeManifest() throws IOException {
        Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec:
                  appId: app-1
                  command: [sh, -c, 'while :; do sleep 0.2; done']
                  roomsPerProcess: 10000
                  startTimeout: 1h
                  terminationGracePeriod: 1s
                """);
    }

    private String[] arguments() {
        return new String[]{"--port", "0", "--applications", "game.yaml", "--ports", "29200-29299"};
    }

    private void use(HostProgram started) {
        host = started;
        URI uri = host.awaitUri();
        api = new Caller(uri);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        host.close();
        new RecordedGames(folder.resolve("hathora-host.db-games")).kill();
    }

    private Reply create(String roomId) {
        return api.post(ROOMS + "/create?roomId=" + roomId,
                "{\"region\":\"Tokyo\",\"roomConfig\":\"" + "x".repeat(10_000) + "\"}");
    }

    @Test
    @Thorough
    void whereTheDiskIsFullNothingIsAcknowledgedAndNothingIsLost() throws InterruptedException {
        use(HostProgram.startOnASmallDisk(folder, SMALL_DISK_MEBIBYTES, arguments()));
        List<String> acknowledged = new ArrayList<>();
        Reply refused = create("r0");
        for (int i = 1; refused.status() == 201 && i < 1000; i++) {
            acknowledged.add("r" + (i - 1));
            refused = create("r" + i);
        }
        String last = "r" + acknowledged.size();

        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(api.get(ROOMS + "/info/" + acknowledged.getLast()).status()).as("it can still be read")
                .isEqualTo(200);

        assertThat(host.terminate()).isZero();
        api.close();
        use(HostProgram.start(folder, arguments()));
        assertThat(acknowledged).isNotEmpty()
                .allSatisfy(room -> assertThat(api.get(ROOMS + "/info/" + room).status()).as(room).isEqualTo(200));
        assertThat(create(last).status()).as("what was refused was not done").isEqualTo(201);
    }

    @Test
    @Thorough
    void tenThousandConnectionsOfOthersKeepNobodyOut() throws IOException {
        use(HostProgram.start(folder, arguments()));
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
                : CONNECTIONS;
        long connections = Math.min(CONNECTIONS, files - 1000);
        URI uri = URI.create(host.output().lines().filter(line -> line.startsWith("listening on ")).findFirst()
                .orElseThrow().substring("listening on ".length()));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = new Socket(uri.getHost(), uri.getPort());
                sockets.add(socket);
                socket.getOutputStream().write("POST /rooms/v2/app-1/create HTTP/1.1\r\nHost: a\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(create("r1").status()).isEqualTo(201);
            assertThat(api.getAsAnybody(ROOMS + "/connectioninfo/r1").status()).isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
