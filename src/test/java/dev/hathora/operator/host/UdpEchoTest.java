package dev.hathora.operator.host;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class UdpEchoTest {
    private static final byte[] PING = {1, 2, 3};

    @Test
    void aSenderIsAnsweredTwentyTimesInASecond() throws IOException {
        AtomicLong nanoTime = new AtomicLong();
        try (UdpEcho echo = UdpEcho.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), nanoTime::get);
                DatagramSocket socket = new DatagramSocket();
                DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0))) {
            for (int i = 0; i < 100; i++) {
                socket.send(new DatagramPacket(PING, PING.length, echo.address()));
            }
            other.send(new DatagramPacket(new byte[]{9}, 1, echo.address()));
            assertThat(answer(other)).as("another sender's turn, after all of those").containsExactly(9);

            nanoTime.set(1_000_000_001);
            socket.send(new DatagramPacket(new byte[]{4}, 1, echo.address()));

            for (int i = 0; i < 20; i++) {
                assertThat(answer(socket)).as("answer %d", i).containsExactly(PING);
            }
            assertThat(answer(socket)).as("in the next second").containsExactly(4);
        }
    }

    private static byte[] answer(DatagramSocket socket) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }
}
