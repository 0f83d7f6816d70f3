package dev.hathora.operator.roomv2.operations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HTTP byte by byte, as strangers may send it. */
final class RawHttp implements AutoCloseable {
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    RawHttp(int port) {
        this.port = port;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static String request(String start, String... headers) {
        return start + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
    }

    /** One answer: its head, a line for each, and its body. */
    static String answer(BufferedReader from) throws IOException {
        StringBuilder answer = new StringBuilder();
        int length = 0;
        for (String line = from.readLine(); line != null && !line.isEmpty(); line = from.readLine()) {
            answer.append(line).append('\n');
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        char[] body = new char[length];
        int read = 0;
        for (int some = 0; some >= 0 && read < length; some = from.read(body, read, length - read)) {
            read += some;
        }
        return answer.append(body, 0, read).toString();
    }

    /** Asks on a connection of its own, which ends with the answer: one that stayed would displace another. */
    String ask(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return answer(reader(socket));
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
