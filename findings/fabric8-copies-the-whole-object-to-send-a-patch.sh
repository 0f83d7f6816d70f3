#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: client.resource(object).patch(context, "[...]") sends the given text to the address of the object. Only
# its namespace and name are used. One would guess that it costs no more than the request. But the client first copies the object by
# writing it as JSON and parsing that again, with each patch, however large it is.
# A reference by name does not copy; it sends a GET before each patch instead. An object with nothing but namespace and name is the
# cheap way: the same single request, and hardly anything to copy.
#
# Output seen:
#   the whole object: PATCH; copies: 1, characters: 300126
#   by name: GET, PATCH; copies: 0, characters: 0
#   an object with only its name: PATCH; copies: 1, characters: 85
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
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.*;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.*;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.CopyOnWriteArrayList;

public class Main {
    static final List<String> requests = new CopyOnWriteArrayList<>();
    static final List<Integer> copies = new CopyOnWriteArrayList<>();

    static class Counting extends KubernetesSerialization {
        @Override
        public <T> T clone(T value) {
            copies.add(asJson(value).length());
            return super.clone(value);
        }
    }

    static void patch(String how, Resource<ConfigMap> resource) {
        requests.clear();
        copies.clear();
        resource.patch(new PatchContext.Builder().withPatchType(PatchType.JSON).build(),
                "[{\"op\":\"add\",\"path\":\"/data/small\",\"value\":\"1\"}]");
        System.out.println(how + ": " + String.join(", ", requests) + "; copies: " + copies.size() + ", characters: "
                + copies.stream().mapToInt(Integer::intValue).sum());
    }

    public static void main(String[] args) throws Exception {
        var large = new ConfigMapBuilder().withNewMetadata().withName("settings").withNamespace("a").withResourceVersion("1")
                .endMetadata().addToData("text", "x".repeat(300_000)).build();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        var serialization = new Counting();
        byte[] stored = serialization.asJson(large).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, stored.length);
            exchange.getResponseBody().write(stored);
            exchange.close();
        });
        server.start();
        var client = new KubernetesClientBuilder().withKubernetesSerialization(serialization)
                .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build()).build();
        patch("the whole object", client.resource(large));
        patch("by name", client.configMaps().inNamespace("a").withName("settings"));
        patch("an object with only its name", client.resource(new ConfigMapBuilder().withNewMetadata().withName("settings")
                .withNamespace("a").endMetadata().build()));
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java 2>/dev/null | tee output
grep -qE '^the whole object: PATCH; copies: 1, characters: 300[0-9]{3}$' output
grep -qxF 'by name: GET, PATCH; copies: 0, characters: 0' output
grep -qE '^an object with only its name: PATCH; copies: 1, characters: [0-9]{2}$' output
