#!/usr/bin/env bash
# jetty-server 12.1.14: a handler may answer before the body of the request has arrived, for example with 401 or 404. Jetty then closes
# the connection after the answer, but the answer says nothing of it: no "Connection: close". One would guess that an HTTP/1.1
# connection persists unless the answer says otherwise, and so do pooling clients: the next request over it fails. With the JDK's
# HttpClient that is "HTTP/1.1 header parser received no bytes", and for a POST the caller can't tell whether it took effect.
# Whether it happens depends on whether headers and a body of ten bytes come in one packet. Request.consumeAvailable() before the first
# byte of the answer tells whether the body is there; if it is not, the handler can set the header itself.
#
# Output seen:
#   body with the headers: status 404, Connection header: none, then the connection answers a second request: true
#   body after the answer: status 404, Connection header: none, then the connection answers a second request: false
#   the same, with consumeAvailable: status 404, Connection header: close
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.eclipse.jetty</groupId><artifactId>jetty-server</artifactId><version>12.1.14</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

public class Main {
    static boolean careful;

    static final class NotFound extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (careful && !request.consumeAvailable()) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            response.setStatus(404);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 2);
            Content.Sink.write(response, true, "no", callback);
            return true;
        }
    }

    static final String HEADERS = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
    static final String BODY = "0123456789";

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Headers and the body of two bytes; empty if the connection ended. */
    static String answer(Socket socket) {
        StringBuilder told = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            while (!told.toString().endsWith("\r\n\r\nno")) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                told.append((char) next);
            }
        } catch (IOException e) {
            return "";
        }
        return told.toString();
    }

    static String summary(String answer) {
        return "status " + answer.substring(9, 12) + ", Connection header: "
                + (answer.contains("Connection: close") ? "close" : "none");
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new NotFound());
        server.start();
        for (boolean together : new boolean[]{true, false}) {
            try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
                socket.setSoTimeout(10_000);
                send(socket, together ? HEADERS + BODY : HEADERS);
                String first = answer(socket);
                String again = "";
                try {
                    send(socket, together ? HEADERS + BODY : BODY + HEADERS + BODY);
                    again = answer(socket);
                } catch (IOException e) {
                    // the connection was closed
                }
                System.out.println((together ? "body with the headers" : "body after the answer") + ": " + summary(first)
                        + ", then the connection answers a second request: " + !again.isEmpty());
            }
        }
        careful = true;
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            send(socket, HEADERS);
            System.out.println("the same, with consumeAvailable: " + summary(answer(socket)));
        }
        server.stop();
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -q '^body with the headers: status 404, Connection header: none, .*: true$' output
grep -q '^body after the answer: status 404, Connection header: none, .*: false$' output
grep -q '^the same, with consumeAvailable: status 404, Connection header: close$' output
