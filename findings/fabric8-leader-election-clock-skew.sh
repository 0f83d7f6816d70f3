#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1: LeaderElector judges a lease by the clock of whoever holds it.
#
# A guess from client-go would be: a lease has run out when a candidate has seen no change of it for its duration, by the
# candidate's own clock ("tolerant to arbitrary clock skew, but not to arbitrary clock skew rate"). Fabric8's elector
# compares the renewTime in the Lease, which the holder's clock wrote, with the candidate's time of day. So a holder whose
# clock is behind by more than the lease lasts is deposed at once, though it renews in time; and one whose clock was ahead
# and that died is replaced late by as much. NTP outages and suspended virtual machines make such differences.
#
# Output (lease 3 s, candidate looks every 200 ms):
#   holder 10 s behind, renews every 500 ms: deposed after 0 s
#   holder 10 s ahead, died: replaced after 13 s (or 12, as it falls)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-client</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-server-mock</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >"$dir/Skew.java" <<'JAVA'
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;

public class Skew {
    static final Duration LEASE = Duration.ofSeconds(3);

    public static void main(String[] args) throws Exception {
        Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
        KubernetesMockServer server = new KubernetesMockServer(new Context(), new MockWebServer(), responses,
                new KubernetesMixedDispatcher(responses), false);
        server.init();
        try (KubernetesClient client = server.createClient()) {
            long behind = secondsUntilReplaced(client, "behind", Duration.ofSeconds(-10), true);
            System.out.println("holder 10 s behind, renews every 500 ms: "
                    + (behind < 0 ? "keeps its lease" : "deposed after " + behind + " s"));
            long ahead = secondsUntilReplaced(client, "ahead", Duration.ofSeconds(10), false);
            System.out.println("holder 10 s ahead, died: replaced after " + ahead + " s");
            System.exit(behind >= 0 && behind <= 2 && ahead >= 12 ? 0 : 1);
        }
    }

    /** -1: not within 20 s. */
    static long secondsUntilReplaced(KubernetesClient client, String lease, Duration offset, boolean renews)
            throws Exception {
        hold(client, lease, offset);
        var holder = Executors.newSingleThreadScheduledExecutor();
        CompletableFuture<Long> replaced = new CompletableFuture<>();
        var stop = new CompletableFuture<Void>();
        if (renews) {
            holder.scheduleAtFixedRate(() -> {
                if (!replaced.isDone()) {
                    hold(client, lease, offset);
                }
            }, 500, 500, TimeUnit.MILLISECONDS);
        }
        long begin = System.nanoTime();
        var candidate = client.leaderElector().withConfig(new LeaderElectionConfig(
                new LeaseLock("default", lease, "candidate"), LEASE, Duration.ofSeconds(2), Duration.ofMillis(200),
                new LeaderCallbacks(() -> replaced.complete(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)),
                        () -> {}, leader -> {}), false, lease)).build().start();
        try {
            return replaced.completeOnTimeout(-1L, 20, TimeUnit.SECONDS).get();
        } finally {
            candidate.cancel(true);
            holder.shutdownNow();
        }
    }

    static void hold(KubernetesClient client, String lease, Duration offset) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).plus(offset);
        client.resource(new LeaseBuilder().withNewMetadata().withNamespace("default").withName(lease).endMetadata()
                .withNewSpec().withHolderIdentity("holder").withLeaseDurationSeconds((int) LEASE.toSeconds())
                .withAcquireTime(now).withRenewTime(now).withLeaseTransitions(0).endSpec().build())
                .createOr(NonDeletingOperation::update);
    }
}
JAVA
cd "$dir"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >mvn.log 2>&1 ||
  { cat mvn.log; exit 2; }
java -cp "$(cat classpath)" Skew.java 2>server.log
