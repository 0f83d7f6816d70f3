#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: a watch over plain HTTP fails after the first character that is not ASCII.
# Watches use web sockets, and fall back to HTTP where something between refuses the upgrade (or with onlyHttpWatches). Then each piece
# of the answer is decoded by StandardCharsets.UTF_8.decode(piece).array(): that array is as long as the piece has bytes, so a
# character of two bytes leaves a NUL at its end, which becomes the beginning of the next event and can't be parsed. A name such as
# Zürich in one resource so ends the watch of all of them, again and again.
#
# Output seen (the server sends three events):
#   ADDED map-1 {city=Zürich}
#   closed: Unexpected exception processing watch event
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-client</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.*;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.CountDownLatch;

public class Main {
    public static void main(String[] args) throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (int version = 1; version <= 3; version++) {
                exchange.getResponseBody().write("""
                        {"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"map-%d","namespace":"default","resourceVersion":"%d"},"data":{"city":"Zürich"}}}
                        """.formatted(version, version).getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                try { Thread.sleep(300); } catch (InterruptedException e) { return; }
            }
        });
        server.start();
        var config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).build();
        config.setOnlyHttpWatches(true);
        var end = new CountDownLatch(1);
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            client.configMaps().inNamespace("default").watch(new Watcher<ConfigMap>() {
                @Override public void eventReceived(Action action, ConfigMap map) {
                    System.out.println(action + " " + map.getMetadata().getName() + " " + map.getData());
                }
                @Override public void onClose(WatcherException e) {
                    System.out.println("closed: " + e.getMessage().lines().findFirst().orElse(""));
                    end.countDown();
                }
            });
            end.await(5, java.util.concurrent.TimeUnit.SECONDS);
        }
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java 2>/dev/null | tee output
grep -qxF 'ADDED map-1 {city=Zürich}' output
grep -q '^closed: ' output
