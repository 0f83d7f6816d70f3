#!/usr/bin/env bash
# Java Operator SDK 5.3.2: RegisteredController.changeNamespaces, made to be used while an operator runs, has it forget resources
# of namespaces that were watched before and still are. Whatever pass ends while the namespaces are being changed is not recorded as
# ended (EventProcessor.eventProcessingFinished returns when the processor is stopped, which changeNamespaces does for a moment), so
# no other pass of that resource ever begins: neither its reschedule, nor its retry, nor a change of it.
# An operator that adds a namespace to a running controller has to restart instead, or watch it from the beginning.
#
# Output seen (10 of the 50):
#   some are never reconciled again, though all of them were changed
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.javaoperatorsdk</groupId><artifactId>operator-framework-core</artifactId><version>5.3.2</version></dependency>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-server-mock</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.kubernetes.client.server.mock.*;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;

public class Main {
    static final Map<String, Integer> reconciled = new ConcurrentHashMap<>();

    @ControllerConfiguration
    public static class Counter implements Reconciler<ConfigMap> {
        @Override
        public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context) throws Exception {
            Thread.sleep(20);
            reconciled.merge(map.getMetadata().getName(), 1, Integer::sum);
            return UpdateControl.<ConfigMap>noUpdate().rescheduleAfter(Duration.ofMillis(20));
        }
    }

    public static void main(String[] args) throws Exception {
        var server = new KubernetesMockServer(new io.fabric8.mockwebserver.Context(), new MockWebServer(), new HashMap<>(),
                new KubernetesCrudDispatcher(), false);
        server.init();
        var client = server.createClient();
        for (int i = 0; i < 50; i++) {
            client.configMaps().inNamespace("a").resource(new ConfigMapBuilder().withNewMetadata().withName("map-" + i)
                    .withNamespace("a").endMetadata().build()).create();
        }
        var operator = new Operator(config -> config.withKubernetesClient(client));
        var controller = operator.register(new Counter(), config -> config.settingNamespaces(Set.of("a")));
        operator.start();
        Thread.sleep(3000);
        controller.changeNamespaces(Set.of("a", "b"));
        Thread.sleep(2000);
        var after = Map.copyOf(reconciled);
        // and each of them is changed
        for (int i = 0; i < 50; i++) {
            client.configMaps().inNamespace("a").withName("map-" + i).edit(m -> new ConfigMapBuilder(m).addToData("k", "v").build());
        }
        Thread.sleep(5000);
        long forgotten = after.entrySet().stream().filter(e -> reconciled.get(e.getKey()).equals(e.getValue())).count();
        System.out.println((forgotten > 0 ? "some" : "none") + " are never reconciled again, though all of them were changed");
        System.exit(0);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java 2>/dev/null | tee output
grep -qxF 'some are never reconciled again, though all of them were changed' output
