#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1 with its JDK HTTP client: when the server takes a POST and the connection ends without an
# answer, the client sends the same POST again, by itself, up to its retry limit. One would guess that a request that is
# not idempotent is left to the caller. A create whose answer is lost can so be told 409 AlreadyExists about its own object.
# Retries are on by default (requestRetryBackoffLimit=10); with requestRetryBackoffLimit=0 it is sent once.
#
# Output seen:
#   by default: 3 requests for one create, then 409 about it
#   with a retry limit of 0: 1 request
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
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.*;
import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

public class Main {
    static final String CONFLICT = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"AlreadyExists","code":409,"message":"it exists"}""";

    public static void main(String[] args) throws Exception {
        System.out.println("by default: " + create(2, null));
        System.out.println("with a retry limit of 0: " + create(9, 0));
        System.exit(0);
    }

    /** Creates a ConfigMap at a server that closes the connection after each of the first POSTs, and then answers 409. */
    static String create(int lost, Integer limit) throws Exception {
        AtomicInteger posts = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                        int length = 0;
                        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                            if (line.toLowerCase().startsWith("content-length:")) {
                                length = Integer.parseInt(line.substring(15).strip());
                            }
                        }
                        for (int i = 0; i < length; i++) {
                            in.read();
                        }
                        if (length > 0 && posts.incrementAndGet() > lost) {
                            socket.getOutputStream().write(("HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + CONFLICT.length() + "\r\n\r\n" + CONFLICT).getBytes());
                            socket.getOutputStream().flush();
                        }
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            var config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getLocalPort());
            if (limit != null) {
                config.withRequestRetryBackoffLimit(limit);
            }
            try (var client = new KubernetesClientBuilder().withConfig(config.build()).build()) {
                client.configMaps().inNamespace("default").resource(new ConfigMapBuilder().withNewMetadata()
                        .withName("settings").endMetadata().build()).create();
                return "created";
            } catch (KubernetesClientException e) {
                return posts.get() + (posts.get() == 1 ? " request" : " requests for one create, then " + e.getCode()
                        + " about it");
            }
        }
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -qx 'by default: 3 requests for one create, then 409 about it' output
grep -qx 'with a retry limit of 0: 1 request' output
