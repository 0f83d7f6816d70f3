#!/usr/bin/env bash
# JDK 25 (and 17), java.net.http.HttpClient: a request that times out over HTTP/2 leaves its connection in the pool.
# One would expect a client to give up a connection on which a request timed out, as this one does with HTTP/1.1. Over HTTP/2
# it sends each further request on the same connection, and each times out. If a firewall has dropped the connection, only TCP
# ends that, after up to a quarter of an hour; there is no setting for pings. A Kubernetes client is cut off for that long,
# although new connections would work.
#
# Output seen:
#   HTTP_1_1: ok ok | frozen | timeout ok ok ok ok ok, on 2 connections
#   HTTP_2: ok ok | frozen | timeout timeout timeout timeout timeout timeout, on 1 connections
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>4.5.24</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public class Main {
    /** A line between client and server; what is open can be frozen: nothing passes, and nobody is told. */
    static final class Line {
        final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final List<boolean[]> open = new CopyOnWriteArrayList<>();

        Line(int target) throws IOException {
            start(() -> {
                while (true) {
                    try {
                        Socket from = server.accept();
                        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                        boolean[] frozen = {false};
                        open.add(frozen);
                        start(() -> pump(from, to, frozen));
                        start(() -> pump(to, from, frozen));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        static void start(Runnable task) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        }

        static void pump(Socket from, Socket to, boolean[] frozen) {
            byte[] buffer = new byte[8192];
            try {
                for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
                    if (!frozen[0]) {
                        to.getOutputStream().write(buffer, 0, n);
                    }
                }
            } catch (IOException closed) {
                // the end of it
            }
        }

        void freeze() {
            open.forEach(frozen -> frozen[0] = true);
        }
    }

    public static void main(String[] args) throws Exception {
        int port = Vertx.vertx().createHttpServer().requestHandler(r -> r.response().end("ok"))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get().actualPort();
        for (var version : HttpClient.Version.values()) {
            var line = new Line(port);
            var client = HttpClient.newBuilder().version(version).build();
            var uri = URI.create("http://127.0.0.1:" + line.server.getLocalPort());
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            var seen = new StringBuilder(client.send(request, HttpResponse.BodyHandlers.ofString()).version() + ":");
            for (int i = 0; i < 2; i++) {
                seen.append(" ").append(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            }
            line.freeze();
            request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build();
            seen.append(" | frozen |");
            for (int i = 0; i < 6; i++) {
                try {
                    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
                    seen.append(" ").append(body);
                } catch (HttpTimeoutException e) {
                    seen.append(" timeout");
                }
            }
            System.out.println(seen.append(", on ").append(line.open.size()).append(" connections"));
        }
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java 2>/dev/null | tee output
grep -qxF 'HTTP_1_1: ok ok | frozen | timeout ok ok ok ok ok, on 2 connections' output
grep -qxF 'HTTP_2: ok ok | frozen | timeout timeout timeout timeout timeout timeout, on 1 connections' output
