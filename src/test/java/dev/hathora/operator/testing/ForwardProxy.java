package dev.hathora.operator.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** A company's HTTP proxy that resolves every name to this machine. */
public final class ForwardProxy implements AutoCloseable {
    private static final Pattern CONNECT = Pattern.compile("CONNECT \\S+:(\\d+) .*", Pattern.DOTALL);
    private static final Pattern FORWARD = Pattern.compile("(\\S+) http://[^/]+:(\\d+)(/\\S*) (.*)", Pattern.DOTALL);
    private static final Pattern CREDENTIALS = Pattern.compile("(?im)^Proxy-Authorization: (.*?)\r?$");

    private final ServerSocket server;
    private final @Nullable String credentials;
    private final Queue<String> targets = new ConcurrentLinkedQueue<>();
    private volatile boolean forbids;

    /** @param credentials what {@code Proxy-Authorization} has to be; null: anything */
    public ForwardProxy(@Nullable String credentials) throws IOException {
        this.credentials = credentials;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Its address, for the URL of a proxy. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** From now on nothing is let through. */
    public void forbid() {
        forbids = true;
    }

    /** The first lines of what it let through. */
    public List<String> passed() {
        return List.copyOf(targets);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // the end
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = readHead(client.getInputStream());
            Matcher sent = CREDENTIALS.matcher(head);
            Matcher connect = CONNECT.matcher(head);
            Matcher forward = FORWARD.matcher(head);
            if (credentials != null && !(sent.find() && sent.group(1).equals(credentials))) {
                answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
            } else if (forbids) {
                answer(client, "403 Forbidden");
            } else if (connect.matches()) {
                targets.add(head.lines().findFirst().orElseThrow());
                try (Socket target = connect(connect.group(1))) {
                    write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                    pump(client, target);
                }
            } else if (forward.matches()) {
                targets.add(head.lines().findFirst().orElseThrow());
                try (Socket target = connect(forward.group(2))) {
                    String rest = forward.group(4).replaceAll("(?i)(Connection|Proxy-[A-Za-z]+): .*\r\n", "");
                    write(target, forward.group(1) + " " + forward.group(3) + " "
                            + rest.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
                    pump(client, target);
                }
            } else {
                answer(client, "400 Bad Request");
            }
        } catch (IOException e) {
            // one of the two is gone
        }
    }

    private static Socket connect(String port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    private static void pump(Socket client, Socket target) throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                client.getInputStream().transferTo(target.getOutputStream());
                target.shutdownOutput();
            } catch (IOException e) {
                // one of the two is gone
            }
        });
        target.getInputStream().transferTo(client.getOutputStream());
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void answer(Socket client, String status) throws IOException {
        write(client, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
