#!/usr/bin/env bash
# java.net.http.HttpClient, seen with JDK 17.0.15 and 25.0.3: when a proxy answers CONNECT with 407, the response is handed out
# with status 407 as if the server had sent it, but the BodyHandler is never called and body() is null, though the proxy sent
# a body. Other refusals of CONNECT (403, 502) are IOExceptions. One would guess that a response without exception has gone
# through the handler: code that remembers the status there, or relies on a non-null body of ofString(), fails. Fabric8
# kubernetes-client 7.6.1 fails with a NullPointerException ("asyncBody" is null).
#
# Output seen:
#   407: status 407, body null, handler called: false
#   403: java.io.IOException: Tunnel failed, got: 403
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/Main.java" <<'JAVA'
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

public class Main {
    public static void main(String[] args) throws Exception {
        ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> answer(proxy, args[0]));
        thread.setDaemon(true);
        thread.start();
        HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.getLocalPort()))).build();
        AtomicBoolean called = new AtomicBoolean();
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("https://example.test/")).build(), head -> {
                        called.set(true);
                        return BodySubscribers.ofString(StandardCharsets.UTF_8);
                    });
            System.out.println("status " + response.statusCode() + ", body " + response.body() + ", handler called: "
                    + called);
        } catch (IOException e) {
            System.out.println(e);
        }
        System.exit(0);
    }

    private static void answer(ServerSocket proxy, String status) {
        try (Socket socket = proxy.accept()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            while (!in.readLine().isEmpty()) {
            }
            socket.getOutputStream().write(("HTTP/1.1 " + status + " No\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                    + "Content-Length: 5\r\n\r\nsorry").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
JAVA
wanted=$(java "$work/Main.java" 407)
forbidden=$(java "$work/Main.java" 403)
echo "407: $wanted"
echo "403: $forbidden"
[ "$wanted" = "status 407, body null, handler called: false" ]
[ "$forbidden" = "java.io.IOException: Tunnel failed, got: 403" ]
