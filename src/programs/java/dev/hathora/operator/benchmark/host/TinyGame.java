package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A game server that is up soon: it says hello to whoever connects. */
final class TinyGame {
    static final int HELLO = 'h';

    private TinyGame() {}

    /**
     * Listens at PORT, until it is ended.
     *
     * @param args the address; none: only this machine reaches it
     */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(Integer.parseInt(System.getenv("PORT")), 50,
                args.length > 0 ? InetAddress.getByName(args[0]) : InetAddress.getLoopbackAddress())) {
            while (true) {
                try (Socket player = server.accept()) {
                    player.getOutputStream().write(HELLO);
                }
            }
        }
    }
}
