#!/usr/bin/env bash
# JDK 25 (seen with 25.0.3): com.sun.net.httpserver.HttpServer keeps 200 idle connections
# (property sun.net.httpserver.maxIdleConnections). It closes each one beyond that right after an answer, and that answer has no
# "Connection: close". One would guess that a server says so, as RFC 9112, 9.6, recommends, or that it refuses new connections instead.
# So with more than 200 clients, clients that keep to the protocol send their next request into a connection that ends: a POST fails,
# though the server is well and the load is small. A test server for many clients has to raise the property before the first server is
# made, because it is read once.
#
# Output seen:
#   150 clients with one connection each: 0 of 3000 requests meet a connection that ended without notice
#   400 clients with one connection each: some requests meet a connection that ended without notice
#   400 clients, maxIdleConnections=1000: 0 of 8000 requests meet a connection that ended without notice
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >Main.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.io.*;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class Main {
    public static void main(String[] args) throws Exception {
        int clients = Integer.parseInt(args[0]);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            try (var out = exchange.getResponseBody()) {
                out.write("ok".getBytes());
            }
        });
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
        var failed = new AtomicInteger();
        var announced = new AtomicInteger();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int c = 0; c < clients; c++) {
            threads.submit(() -> {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
                    var in = socket.getInputStream();
                    for (int i = 0; i < 20; i++) {
                        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
                        var text = new StringBuilder();
                        while (!text.toString().endsWith("ok")) {
                            int b = in.read();
                            if (b < 0) throw new EOFException();
                            text.append((char) b);
                        }
                        if (text.toString().toLowerCase().contains("connection: close")) announced.incrementAndGet();
                        Thread.sleep(20);
                    }
                } catch (IOException e) {
                    failed.incrementAndGet();
                }
                return null;
            });
        }
        threads.close();
        if (announced.get() > 0) {
            throw new IllegalStateException("the server announced " + announced);
        }
        String idle = System.getProperty("sun.net.httpserver.maxIdleConnections");
        System.out.println(clients + (idle == null ? " clients with one connection each: " : " clients, maxIdleConnections=" + idle + ": ")
                + (failed.get() > 0 ? "some requests meet" : "0 of " + clients * 20 + " requests meet")
                + " a connection that ended without notice");
        System.exit(0);
    }
}
JAVA
java=$(for java in "${JAVA_25:-}" /usr/lib/jvm/*/bin/java; do
  [ -x "$java" ] && "$java" -version 2>&1 | grep -q 'version "25' && echo "$java" && break
done)
{
  "$java" Main.java 150
  "$java" Main.java 400
  "$java" -Dsun.net.httpserver.maxIdleConnections=1000 Main.java 400
} | tee output
grep -qxF '150 clients with one connection each: 0 of 3000 requests meet a connection that ended without notice' output
grep -qxF '400 clients with one connection each: some requests meet a connection that ended without notice' output
grep -qxF '400 clients, maxIdleConnections=1000: 0 of 8000 requests meet a connection that ended without notice' output
