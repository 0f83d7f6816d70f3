package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.hathora.operator.host.model.Transport;
import org.jspecify.annotations.Nullable;

/** Checks whether ports of this machine are bound. */
final class Ports {
    private static final Path UDP_TABLE = Path.of("/proc/net/udp");
    private static final int CONNECT_MILLIS = 200;

    private Ports() {}

    /** Whether something accepts connections. This opens a connection and closes it at once. */
    static boolean accepts(int port) {
        return accepts("127.0.0.1", port) || accepts("::1", port);
    }

    private static boolean accepts(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether this system shows which ports of this transport are bound. */
    static boolean canBeSeen(Transport transport) {
        return transport != Transport.UDP || Files.isReadable(UDP_TABLE);
    }

    /** Whether nothing has bound a port yet, at any address. */
    static boolean isFree(int port, Transport transport) {
        SocketAddress any = new InetSocketAddress(port);
        try {
            if (transport == Transport.UDP) {
                try (DatagramSocket socket = new DatagramSocket((@Nullable SocketAddress) null)) {
                    socket.bind(any);
                }
            } else {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(any);
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
