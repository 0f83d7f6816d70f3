package dev.hathora.operator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A game server that does nothing but listen, so that many of them cost little. */
public final class QuietGame {
    private QuietGame() {}

    /**
     * Listens until it is ended.
     *
     * @param boot how long it takes to boot, in milliseconds
     */
    public static void main(String... boot) throws IOException, InterruptedException {
        Thread.sleep(Long.parseLong(boot[0]));
        try (ServerSocket server = new ServerSocket(Integer.parseInt(System.getenv("PORT")), 50,
                InetAddress.getLoopbackAddress())) {
            while (!server.isClosed()) {
                server.accept().close();
            }
        }
    }
}
