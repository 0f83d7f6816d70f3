#!/usr/bin/env bash
# java.net.http.HttpClient, seen with JDK 17.0.15 and 25.0.3: a request for an https URL through a proxy, with the header
# Proxy-Authorization: Basic ..., sends CONNECT without that header and without a word. One would guess that a header which
# HttpRequest.Builder accepts is sent. The reason is jdk.http.auth.tunneling.disabledSchemes=Basic in the JDK's
# net.properties; it is read once, when the client's classes are loaded, so a program has to set it before its first request.
#
# Output seen:
#   by default: CONNECT example.test:443 HTTP/1.1, Host
#   with -Djdk.http.auth.tunneling.disabledSchemes=: CONNECT example.test:443 HTTP/1.1, Host, Proxy-Authorization
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/Main.java" <<'JAVA'
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.net.http.HttpResponse.BodyHandlers;

public class Main {
    public static void main(String[] args) throws Exception {
        ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.getLocalPort()))).build();
        client.sendAsync(HttpRequest.newBuilder(URI.create("https://example.test/"))
                .header("Proxy-Authorization", "Basic bWU6c2VjcmV0").build(), BodyHandlers.ofString());
        try (Socket socket = proxy.accept()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            StringBuilder head = new StringBuilder(in.readLine());
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                head.append(", ").append(line.replaceFirst(":.*", ""));
            }
            System.out.println(head);
        }
        System.exit(0);
    }
}
JAVA
default=$(java "$work/Main.java")
enabled=$(java -Djdk.http.auth.tunneling.disabledSchemes= "$work/Main.java")
echo "by default: $default"
echo "with -Djdk.http.auth.tunneling.disabledSchemes=: $enabled"
[ "$default" = "CONNECT example.test:443 HTTP/1.1, Host" ]
[ "$enabled" = "CONNECT example.test:443 HTTP/1.1, Host, Proxy-Authorization" ]
