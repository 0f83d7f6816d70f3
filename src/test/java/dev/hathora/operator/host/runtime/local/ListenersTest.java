package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.host.model.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is concluded from the kernel's tables of sockets, and how much of them is read. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class ListenersTest {
    private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
            + "  timeout inode\n";

    @TempDir
    Path tables;

    /** As the kernel formats it. */
    private static String row(int port, String state, int inode) {
        return "%-149s\n".formatted("   0: 0100007F:%04X 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0"
                .formatted(port, state) + "        0 " + inode + " 1 0000000000000000 100 0 0 10 0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the socket listens, TCP, tcp, 0A, true",
        "with IPv6, TCP, tcp6, 0A, true",
        "a client's connection has that port as its own, TCP, tcp, 01, false",
        "a UDP socket is bound and listens nowhere, UDP, udp, 07, true",
        "it is bound for the other transport, UDP, tcp, 0A, false",
        "TLS is served over TCP, TLS, tcp, 0A, true"
    })
    void aPortIsBoundIfTheTableOfItsTransportSaysSo(String reason, Transport transport, String table, String state,
            boolean bound) throws IOException {
        Files.writeString(tables.resolve(table), HEADER + row(20_001, state, 7));
        assertThat(new Listeners(tables).at(20_001, transport)).as(reason).isEqualTo(bound ? Set.of("7") : Set.of());
    }

    /**
     * The kernel takes milliseconds to find the connections, which follow the sockets that listen. This table never
     * ends, so a reading that asks for the connections never ends either.
     */
    @Test
    void connectionsAreNotRead() throws Exception {
        Path table = tables.resolve("tcp");
        assertThat(new ProcessBuilder("mkfifo", table.toString()).start().waitFor()).isZero();
        CountDownLatch read = new CountDownLatch(1);
        // Not the common pool, which may have a single thread, and is used by the JDK for the ends of processes.
        Executor threads = task -> Thread.ofPlatform().daemon().start(task);
        CompletableFuture<Void> kernel = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(table)) {
                out.write((HEADER + row(20_001, "0A", 7) + row(20_001, "03", 8) + row(20_002, "0A", 9)
                        + row(20_003, "01", 10)).getBytes(StandardCharsets.US_ASCII));
                out.flush();
                read.await();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, threads);
        Listeners listeners = new Listeners(tables);
        try {
            Set<String> last = CompletableFuture.supplyAsync(() -> listeners.at(20_002, Transport.TCP), threads)
                    .get(60, TimeUnit.SECONDS);
            assertThat(last).as("it listens, after a connection that is being opened").containsExactly("9");
        } finally {
            read.countDown();
        }
        kernel.get(60, TimeUnit.SECONDS);
    }
}
