package dev.hathora.operator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;

/** A game server that does nothing but listen, so that many of them cost little. It ends with the process that started it. */
public final class QuietGame {
    private QuietGame() {}

    /**
     * Listens until it is ended.
     *
     * @param boot how long it takes to boot, in milliseconds
     */
    public static void main(String... boot) throws IOException, InterruptedException {
        // what is started by a test that is interrupted must not run for ever
        CompletableFuture<?> unused = ProcessHandle.current().parent().orElseThrow().onExit()
                .thenRun(() -> System.exit(1));
        Thread.sleep(Long.parseLong(boot[0]));
        try (ServerSocket server = new ServerSocket(Integer.parseInt(System.getenv("PORT")), 50,
                InetAddress.getLoopbackAddress())) {
            while (!server.isClosed()) {
                server.accept().close();
            }
        }
    }
}
