package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Transport;
import org.jspecify.annotations.Nullable;

/** Checks whether ports of this machine are bound. */
final class Ports {
    private static final List<Path> UDP_TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final List<Path> TCP_TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    /** Columns of these tables. The local address and its port are in hexadecimal. */
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";
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

    /** The inodes of the sockets that listen on a port. */
    static Set<String> listeners(int port, Transport transport) {
        String end = ":%04X".formatted(port);
        Set<String> inodes = new HashSet<>();
        for (Path table : transport == Transport.UDP ? UDP_TABLES : TCP_TABLES) {
            try (Stream<String> lines = Files.lines(table)) {
                lines.map(line -> line.strip().split(" +", -1))
                        .filter(row -> row.length > INODE && row[LOCAL].endsWith(end))
                        .filter(row -> transport == Transport.UDP || row[STATE].equals(LISTEN))
                        .forEach(row -> inodes.add(row[INODE]));
            } catch (IOException | UncheckedIOException e) {
                // There is no IPv6, or the next check will succeed.
            }
        }
        return inodes;
    }

    /** Whether this system shows which ports of this transport are bound. */
    static boolean canBeSeen(Transport transport) {
        return transport != Transport.UDP || Files.isReadable(UDP_TABLES.getFirst());
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
