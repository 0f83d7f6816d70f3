package dev.hathora.operator.host;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class UdpEchoTest {
    /** A second may begin while they are sent. */
    @Test
    void aSenderIsAnsweredNoMoreThanTwentyTimesInASecond() throws IOException {
        try (UdpEcho echo = UdpEcho.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 100; i++) {
                socket.send(new DatagramPacket(new byte[]{1, 2, 3}, 3, echo.address()));
            }

            assertThat(answers(socket)).isBetween(20, 40);
        }
    }

    private static int answers(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(2000);
        for (int answers = 0;; answers++) {
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            try {
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                return answers;
            }
            assertThat(answer.getLength()).isEqualTo(3);
        }
    }
}
