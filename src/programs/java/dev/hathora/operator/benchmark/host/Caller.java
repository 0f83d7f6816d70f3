package dev.hathora.operator.benchmark.host;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One connection of a client of HTTP, which is kept. It costs as little as possible, because it runs on the same
 * processors as what it measures.
 */
final class Caller implements AutoCloseable {
    private static final int LONGEST = 64 * 1024;
    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[LONGEST];

    Caller(URI uri) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** What was answered. */
    record Answer(int status, String body) {
        Answer require(int expected) {
            if (status != expected) {
                throw new IllegalStateException("answered %d: %s".formatted(status, body));
            }
            return this;
        }
    }

    /** A request without a body. */
    static byte[] get(String path) {
        return "GET %s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(path).getBytes(StandardCharsets.UTF_8);
    }

    /** A request with JSON, and the token of all hosts here. */
    static byte[] post(String path, String json) {
        return ("POST %s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s").formatted(path, SimulatedHost.TOKEN,
                        json.getBytes(StandardCharsets.UTF_8).length, json)
                .getBytes(StandardCharsets.UTF_8);
    }

    Answer call(byte[] request) throws IOException {
        send(request);
        int end = receive();
        String head = new String(buffer, 0, bodyStart(end), StandardCharsets.ISO_8859_1);
        return new Answer(status(), new String(buffer, head.length(), end - head.length(), StandardCharsets.UTF_8));
    }

    /** Sends a request, and looks at nothing of the answer but its status. */
    int status(byte[] request) throws IOException {
        send(request);
        receive();
        return status();
    }

    private void send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
    }

    private int status() {
        return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
    }

    /** @return where the answer ends */
    private int receive() throws IOException {
        int read = 0;
        int end = -1;
        while (end < 0 || read < end) {
            int more = in.read(buffer, read, LONGEST - read);
            if (more <= 0) {
                throw new EOFException("the server has closed the connection");
            }
            read += more;
            int body = end < 0 ? bodyStart(read) : -1;
            if (body > 0) {
                end = body + length(body);
            }
        }
        return end;
    }

    private int bodyStart(int read) {
        for (int i = 3; i < read; i++) {
            if (buffer[i] == '\n' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private int length(int body) {
        for (int i = 0; i < body - LENGTH.length; i++) {
            if (buffer[i] == '\r' && isLengthAt(i)) {
                int end = i + LENGTH.length;
                while (buffer[end] != '\r') {
                    end++;
                }
                return Integer.parseInt(new String(Arrays.copyOfRange(buffer, i + LENGTH.length, end),
                        StandardCharsets.US_ASCII).strip());
            }
        }
        if (status() == 204) {
            return 0;
        }
        throw new IllegalStateException("no length: " + new String(buffer, 0, body, StandardCharsets.US_ASCII)
                .toLowerCase(Locale.ROOT));
    }

    private boolean isLengthAt(int start) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (Character.toLowerCase(buffer[start + i]) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
