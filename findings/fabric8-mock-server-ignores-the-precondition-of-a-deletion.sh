#!/usr/bin/env bash
# Fabric8 kubernetes-server-mock 7.6.1, with KubernetesCrudDispatcher: it answers 409 to a PUT and to a patch with a resourceVersion
# that is out of date, as an API server does. A DELETE with the same resourceVersion as its precondition is carried out.
# One would guess that a server which keeps this promise for every other write keeps it for deletions, too. So a test on it can't show
# that a controller spares an object that was changed at the moment of its deletion: it passes or fails by what comes first, and never
# by the precondition. Such tests need a real API server, which answers 409.
#
# Output seen:
#   PUT with the old resourceVersion: refused with 409
#   JSON patch with the old resourceVersion: refused with 409
#   merge patch with the old resourceVersion: refused with 409
#   DELETE with the old resourceVersion as its precondition: done, and the object is gone
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
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-server-mock</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.*;
import io.fabric8.kubernetes.client.dsl.base.*;
import io.fabric8.kubernetes.client.server.mock.*;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.*;
import java.util.function.Supplier;

public class Main {
    interface Write { Object run() throws Exception; }

    static void attempt(String what, Write write) throws Exception {
        attempt(what, write, () -> "");
    }

    static void attempt(String what, Write write, Supplier<String> after) throws Exception {
        try {
            write.run();
            System.out.println(what + ": done" + after.get());
        } catch (KubernetesClientException e) {
            System.out.println(what + ": refused with " + e.getCode());
        }
    }

    public static void main(String[] args) throws Exception {
        var server = new KubernetesMockServer(new io.fabric8.mockwebserver.Context(), new MockWebServer(), new HashMap<>(),
                new KubernetesCrudDispatcher(), false);
        server.init();
        var client = server.createClient();
        var maps = client.configMaps().inNamespace("a");
        var first = maps.resource(new ConfigMapBuilder().withNewMetadata().withName("settings").withNamespace("a")
                .endMetadata().addToData("k", "1").build()).create();
        String old = first.getMetadata().getResourceVersion();
        maps.withName("settings").edit(m -> new ConfigMapBuilder(m).addToData("k", "2").build());
        String now = maps.withName("settings").get().getMetadata().getResourceVersion();
        if (old.equals(now)) {
            throw new IllegalStateException("the resourceVersion did not change");
        }
        attempt("PUT with the old resourceVersion", () -> client.resource(new ConfigMapBuilder(first).addToData("k", "3").build())
                .lockResourceVersion(old).update());
        attempt("JSON patch with the old resourceVersion", () -> client.resource(first).patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON).build(),
                "[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"" + old + "\"},"
                + "{\"op\":\"add\",\"path\":\"/data/k\",\"value\":\"4\"}]"));
        attempt("merge patch with the old resourceVersion", () -> client.resource(first).patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                "{\"metadata\":{\"resourceVersion\":\"" + old + "\"},\"data\":{\"k\":\"5\"}}"));
        attempt("DELETE with the old resourceVersion as its precondition",
                () -> client.resource(first).lockResourceVersion(old).delete(),
                () -> maps.withName("settings").get() == null ? ", and the object is gone" : ", and the object is still there");
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java 2>/dev/null | tee output
grep -qxF 'merge patch with the old resourceVersion: refused with 409' output
grep -qxF 'DELETE with the old resourceVersion as its precondition: done, and the object is gone' output
