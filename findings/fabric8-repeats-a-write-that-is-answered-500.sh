#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: a create or patch that the API server answers with 500 is sent eleven times within some
# 20 seconds before the caller hears of it, POST included. A Kubernetes API server answers 500, and not 413, where etcd says
# "request is too large", and where an admission webhook can't be reached: neither passes within seconds, and each repetition
# may wait for the webhook's own timeout while the caller holds its locks. One would guess that only 429 and 503 are repeated,
# which may carry Retry-After. With requestRetryBackoffLimit=0 it is sent once, and the caller decides.
#
# Output seen:
#   by default: 11 requests in more than 15 s for one create, then 500
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
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.*;
import java.net.*;
import java.util.concurrent.atomic.AtomicInteger;

public class Main {
    static final byte[] TOO_LARGE = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","code":500,"message":"etcdserver: request is too large"}"""
            .getBytes();

    public static void main(String[] args) throws Exception {
        System.out.println("by default: " + create(null));
        System.out.println("with a retry limit of 0: " + create(0));
        System.exit(0);
    }

    /** Creates a ConfigMap at a server that answers as an API server does when etcd takes no more. */
    static String create(Integer limit) throws Exception {
        AtomicInteger posts = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                posts.incrementAndGet();
            }
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(500, TOO_LARGE.length);
            exchange.getResponseBody().write(TOO_LARGE);
            exchange.close();
        });
        server.start();
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
        if (limit != null) {
            config.withRequestRetryBackoffLimit(limit);
        }
        long begun = System.nanoTime();
        try (var client = new KubernetesClientBuilder().withConfig(config.build()).build()) {
            client.configMaps().inNamespace("default").resource(new ConfigMapBuilder().withNewMetadata()
                    .withName("settings").endMetadata().build()).create();
            return "created";
        } catch (KubernetesClientException e) {
            long seconds = (System.nanoTime() - begun) / 1_000_000_000;
            return posts.get() == 1
                    ? "1 request"
                    : posts.get() + " requests in " + (seconds > 15 ? "more than 15" : seconds) + " s for one create, then "
                            + e.getCode();
        } finally {
            server.stop(0);
        }
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -qx 'by default: 11 requests in more than 15 s for one create, then 500' output
grep -qx 'with a retry limit of 0: 1 request' output
