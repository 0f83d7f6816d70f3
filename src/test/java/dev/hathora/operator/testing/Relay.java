package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server of this machine that can be cut, and mended. */
public final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean broken;

    /** Connects a free port with this one. */
    public Relay(InetSocketAddress target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The port that leads to the target. */
    public int port() {
        return server.getLocalPort();
    }

    /** Cuts every connection that is open now. */
    public void drop() {
        open.forEach(Relay::close);
        open.clear();
    }

    /** Cuts every connection, and lets no other come about until {@link #mend}. */
    public void cut() {
        broken = true;
        drop();
    }

    /** Lets connections come about again. */
    public void mend() {
        broken = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                if (broken) {
                    from.close();
                    continue;
                }
                Socket to = new Socket(target.getAddress(), target.getPort());
                open.add(from);
                open.add(to);
                Thread.ofVirtual().start(() -> pump(from, to));
                Thread.ofVirtual().start(() -> pump(to, from));
            } catch (IOException e) {
                // the target is away, or this is the end: whoever connected sees it
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // cut
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
