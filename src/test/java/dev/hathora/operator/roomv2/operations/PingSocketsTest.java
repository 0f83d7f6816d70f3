package dev.hathora.operator.roomv2.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Routes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What strangers can make a server keep by WebSockets that send back what they are sent. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class PingSocketsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGE = 500;
    /** Far more than the kernel keeps for both directions of a connection. */
    private static final long MOST = 64 * 1024 * 1024;

    private final ApiServer server;
    private final RawHttp http;

    PingSocketsTest() throws IOException {
        Access access = (token, appId) -> Access.Decision.UNKNOWN_TOKEN;
        server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new ApiServer.Content(
                new Api(access, new RateLimit(0, () -> Instant.EPOCH), route -> true), new Routes(List.of())));
        http = new RawHttp(server.port());
    }

    @AfterEach
    void close() throws IOException {
        http.close();
        server.close();
    }

    private Socket open() throws IOException {
        Socket socket = http.connect();
        RawHttp.send(socket, RawHttp.request("GET /ws", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    /** A whole message as clients send it, with a mask of zeros. */
    private static byte[] message(int opcode) {
        byte[] frame = new byte[8 + MESSAGE];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (MESSAGE >> 8);
        frame[3] = (byte) MESSAGE;
        Arrays.fill(frame, 8, frame.length, (byte) 'x');
        return frame;
    }

    @Test
    void aPingOfTheProtocolIsAnsweredBetweenMessages() throws IOException {
        Socket socket = open();
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        for (int i = 0; i < 3; i++) {
            out.write(new byte[]{(byte) 0x89, (byte) 0x80, 0, 0, 0, 0});
            assertThat(in.readNBytes(2)).as("a pong").containsExactly(0x8A, 0);
            out.write(message(i % 2 + 1));
            assertThat(in.readNBytes(4 + MESSAGE)).startsWith(0x80 | i % 2 + 1, 126).endsWith('x', 'x');
        }
    }

    /** Otherwise one connection would fill the memory of the server in seconds. */
    @Test
    void whoNeverReadsHasToWaitAndLosesNothing() throws Exception {
        Socket socket = open();
        AtomicLong sent = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = Thread.startVirtualThread(() -> {
            byte[] message = message(1);
            try {
                while (!enough.get() && sent.get() < MOST) {
                    socket.getOutputStream().write(message);
                    sent.addAndGet(MESSAGE);
                }
            } catch (IOException e) {
                // The test has failed.
            }
        });

        Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO)
                .until(unchanged(sent, Duration.ofSeconds(3))::getAsBoolean);
        assertThat(sent.get()).as("it was made to wait").isLessThan(MOST);

        enough.set(true);
        AtomicLong echoed = new AtomicLong();
        Thread reader = Thread.startVirtualThread(() -> {
            try {
                while (socket.getInputStream().readNBytes(4 + MESSAGE).length == 4 + MESSAGE) {
                    echoed.addAndGet(MESSAGE);
                }
            } catch (IOException e) {
                // The test has ended.
            }
        });
        Awaitility.await("it goes on when it reads").atMost(PATIENCE)
                .until(() -> !writer.isAlive() && echoed.get() == sent.get());
        socket.close();
        reader.join(PATIENCE);
    }

    private static BooleanSupplier unchanged(AtomicLong value, Duration time) {
        AtomicLong last = new AtomicLong(-1);
        AtomicLong since = new AtomicLong(System.nanoTime());
        return () -> {
            if (last.getAndSet(value.get()) != value.get()) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > time.toNanos();
        };
    }
}
