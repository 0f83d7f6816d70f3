package dev.hathora.operator.cloud.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Answers every request with the same bytes, for what no real HTTP server sends. Then it closes the connection, or leaves
 * it open in silence.
 */
final class CannedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final byte[] answer;
    private final boolean closesConnections;
    private final Queue<List<String>> heads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    private CannedServer(String answer, boolean closesConnections) {
        this.answer = answer.getBytes(StandardCharsets.UTF_8);
        this.closesConnections = closesConnections;
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** Sends this and closes the connection. */
    static CannedServer closingAfter(String answer) {
        return new CannedServer(answer, true);
    }

    /** Sends this and then nothing more. */
    static CannedServer silentAfter(String answer) {
        return new CannedServer(answer, false);
    }

    /** Answers properly, with this status line and JSON. */
    static CannedServer answering(String status, String body) {
        return closingAfter("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The request line and headers of every request so far. */
    List<List<String>> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> head = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.add(line);
            }
            heads.add(head);
            socket.getOutputStream().write(answer);
            socket.getOutputStream().flush();
            if (closesConnections) {
                socket.close();
            }
        } catch (IOException e) {
            // The client hung up.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
