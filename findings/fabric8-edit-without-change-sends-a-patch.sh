#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: edit(x -> x), which changes nothing, sends a PATCH that only names the resourceVersion.
# One would guess that an edit that changes nothing costs one read. It costs a read and a write request each time, so a
# controller that calls edit() on every reconcile writes on every reconcile, and needs the right to patch.
#
# Output seen:
#   GET /api/v1/namespaces/default/configmaps/settings
#   PATCH /api/v1/namespaces/default/configmaps/settings [{"op":"add","path":"/metadata/resourceVersion","value":"7"}]
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
import io.fabric8.kubernetes.client.*;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

public class Main {
    public static void main(String[] args) throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        byte[] stored = """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"default",
                 "resourceVersion":"7"},"data":{"a":"1"}}""".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println((exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + body).strip());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, stored.length);
            exchange.getResponseBody().write(stored);
            exchange.close();
        });
        server.start();
        var config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            client.configMaps().inNamespace("default").withName("settings").edit(unchanged -> unchanged);
        }
        server.stop(0);
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -qxF 'PATCH /api/v1/namespaces/default/configmaps/settings [{"op":"add","path":"/metadata/resourceVersion","value":"7"}]' output
