#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: if the first connection of a watch fails while it is opened, for example because the API
# server is restarted just after a list, the informer watches over plain HTTP from then on, also after that watch has ended
# and although web sockets work. One would guess that it tries a web socket again, or lists again: the fallback is meant for
# proxies without web sockets, which answer 200 or 503. Whoever relies on web socket pings to notice dead connections has
# none then. A KubernetesClientException from the opening prevents the fallback, and the informer lists again.
#
# Output seen:
#   openings of a web socket: 2 (1 if the JDK does not repeat it on another connection)
#   watches over plain HTTP: 3
#   lists: 1
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-client-api</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-client</artifactId><version>7.6.1</version>
      <exclusions><exclusion><groupId>io.fabric8</groupId><artifactId>kubernetes-httpclient-vertx</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-httpclient-jdk</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.*;
import java.net.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;

public class Main {
    static final byte[] LIST = """
            {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]}""".getBytes();

    public static void main(String[] args) throws Exception {
        AtomicInteger openings = new AtomicInteger();
        AtomicInteger lists = new AtomicInteger();
        AtomicInteger plain = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
                openings.incrementAndGet();
                // the server goes away in this moment
                exchange.close();
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
                plain.incrementAndGet();
                third.countDown();
                // a watch without events, which ends as each does after some minutes
                exchange.sendResponseHeaders(200, 0);
            } else {
                lists.incrementAndGet();
                exchange.sendResponseHeaders(200, LIST.length);
                exchange.getResponseBody().write(LIST);
            }
            exchange.close();
        });
        server.start();
        // no retries, to be soon: by default it falls back after them
        Config config = new ConfigBuilder(Config.empty()).withRequestRetryBackoffLimit(0)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build();
                var informer = client.configMaps().inNamespace("default").runnableInformer(0)) {
            informer.start();
            boolean seen = third.await(60, TimeUnit.SECONDS);
            System.out.println("openings of a web socket: " + openings);
            System.out.println("watches over plain HTTP: " + (seen ? 3 : plain.get()));
            System.out.println("lists: " + lists);
        }
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -qx 'openings of a web socket: [12]' output
grep -qx 'watches over plain HTTP: 3' output
grep -qx 'lists: 1' output
