#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: withLimit(n) sets the page size of an informer's list. One would guess that it changes nothing
# else, and spares the API server. But only without it the first list asks for resourceVersion=0, which the API server answers from
# its cache. With it, no page does, so the API server has to read all pages from etcd and to decode them.
# With 10,000 custom resources of 3 KB, kubectl got the one list in 1.4 s, and each of 100 pages in 90 ms.
#
# Output seen:
#   without a page size: resourceVersion=0
#   pages of 2: limit=2, continue=page-2&limit=2
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
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

public class Main {
    static final List<String> lists = new CopyOnWriteArrayList<>();

    static String item(String name) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"a\",\"uid\":\"" + name + "\",\"resourceVersion\":\"5\"}}";
    }

    static String list(String next, String... names) {
        return "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"9\"" + next + "},\"items\":["
                + Arrays.stream(names).map(Main::item).collect(Collectors.joining(",")) + "]}";
    }

    public static void main(String[] args) throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
            byte[] body = "{}".getBytes();
            if (query.contains("watch=true")) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                lists.add(query.isEmpty() ? "nothing" : query);
                boolean first = query.contains("limit") && !query.contains("continue");
                body = (query.contains("limit")
                        ? first ? list(",\"continue\":\"page-2\"", "one", "two") : list("", "three")
                        : list("", "one", "two", "three")).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        for (Long limit : new Long[] {null, 2L}) {
            lists.clear();
            var client = new KubernetesClientBuilder().withConfig(new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).build()).build();
            var seen = new CountDownLatch(3);
            var maps = client.configMaps().inNamespace("a");
            var informer = (limit == null ? maps : maps.withLimit(limit)).runnableInformer(0);
            informer.addEventHandler(new io.fabric8.kubernetes.client.informers.ResourceEventHandler<>() {
                public void onAdd(io.fabric8.kubernetes.api.model.ConfigMap map) { seen.countDown(); }
                public void onUpdate(io.fabric8.kubernetes.api.model.ConfigMap a, io.fabric8.kubernetes.api.model.ConfigMap b) {}
                public void onDelete(io.fabric8.kubernetes.api.model.ConfigMap map, boolean unknown) {}
            });
            informer.start();
            if (!seen.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the informer has not listed: " + lists);
            }
            informer.stop();
            System.out.println((limit == null ? "without a page size" : "pages of " + limit) + ": "
                    + String.join(", ", lists.subList(0, limit == null ? 1 : 2)));
            client.close();
        }
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java 2>/dev/null | tee output
grep -qxF 'without a page size: resourceVersion=0' output
grep -qxE 'pages of 2: limit=2, (limit=2&continue=page-2|continue=page-2&limit=2)' output
