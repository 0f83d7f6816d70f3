package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.metrics.OperatorMetrics;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.Scrape;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A replica that stands by while another one leads a room through its life. It has a Hathora of its own, so that every
 * call that it makes is known for its; and all that it sends to Kubernetes is noted.
 */
@RealApiServer
class StandbyTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConcurrentLinkedQueue<String> writes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> leaseWrites = new ConcurrentLinkedQueue<>();
    private final AtomicLong leaseLooks = new AtomicLong();
    private final TestCluster cluster;
    private final KubernetesClient noted;
    private final OperatorFixture leader;
    private final OperatorFixture standby;

    StandbyTest(TestCluster cluster) {
        this.cluster = cluster;
        noted = new KubernetesClientBuilder().withConfig(cluster.client().getConfiguration())
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("noted", new Notes())).build();
        leader = replica(cluster.client());
        standby = replica(noted);
    }

    private OperatorFixture replica(KubernetesClient client) {
        return new OperatorFixture(cluster.client(), client, cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(300)), INTERVAL,
                new LeaseName(cluster.namespace(), LeaseName.DEFAULT));
    }

    private final class Notes implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String path = request.uri().getPath();
            if (request.method().equals("GET") && path.endsWith("/leases/" + LeaseName.DEFAULT)) {
                leaseLooks.incrementAndGet();
            }
            // what it may do is asked with a POST
            if (!Set.of("GET", "HEAD").contains(request.method()) && !path.contains("/authorization.k8s.io/")) {
                (path.endsWith("/leases/" + LeaseName.DEFAULT) || path.endsWith("/leases") ? leaseWrites : writes)
                        .add(request.method() + " " + path);
            }
        }
    }

    @AfterEach
    void stop() {
        leader.close();
        standby.close();
        noted.close();
    }

    @Test
    void callsNothingAndWritesNothingUntilItLeads() {
        leader.startOperator();
        await("the first leads").atMost(PATIENCE).until(leader.operator()::leads);
        standby.apiMovedFrom(leader.hathora().uri());
        standby.startOperator();
        await("the second is ready").atMost(PATIENCE)
                .until(() -> standby.operator().unready().isEmpty());
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        OperatorMetrics metrics = new OperatorMetrics(registry, standby.operator(), OperatorFixture.APP);

        aRoomsLife();

        await("no problem, although it looks after nothing").during(INTERVAL.multipliedBy(5)).atMost(PATIENCE)
                .until(() -> standby.operator().problem().isEmpty());
        assertThat(leader.hathora().stats().total()).as("calls of the leader").isGreaterThan(10);
        assertThat(standby.hathora().stats().total()).as("calls of the standby").isZero();
        assertThat(writes).as("writes of the standby, leases aside").isEmpty();
        Scrape stoodBy = new Scrape(metrics.scrape());
        assertThat(stoodBy.value("hathora_leader")).contains(0.0);
        assertThat(stoodBy.names()).containsExactlyInAnyOrder("hathora_leader", "hathora_namespace_readable");

        assertThat(leaseWrites).as("of the lease, by the one that stands by").isEmpty();

        leader.stopOperator();
        await("the second leads").atMost(PATIENCE).until(() -> standby.hathora().stats().total() > 0);
        await("and writes").atMost(PATIENCE).until(() -> !writes.isEmpty());
        Scrape leads = new Scrape(metrics.scrape());
        assertThat(leads.value("hathora_leader")).contains(1.0);
        assertThat(leads.value("hathora_rooms{region=\"Tokyo\"}")).contains(1.0);
        await("it sweeps from now on").during(INTERVAL.multipliedBy(5)).atMost(PATIENCE)
                .until(() -> standby.operator().problem().isEmpty());
        assertThat(leaseWrites).as("the lease was taken").isNotEmpty();
        cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).delete();
        standby.awaitGone("stays");
    }

    @Test
    void writesNothingWhenItIsStopped() {
        leader.startOperator();
        await("the first leads").atMost(PATIENCE).until(leader.operator()::leads);
        standby.startOperator();
        await("the second is ready").atMost(PATIENCE).until(() -> standby.operator().unready().isEmpty());
        long looks = leaseLooks.get();
        await("it has seen the lease").atMost(PATIENCE).until(() -> leaseLooks.get() > looks + 1);

        standby.stopOperator();

        assertThat(leaseWrites).isEmpty();
        assertThat(writes).isEmpty();
    }

    /** And some looks at a room that rests. */
    private void aRoomsLife() {
        String stays = leader.active("stays", "region: Tokyo");
        leader.active("lobby", "region: Tokyo\nroomConfig: one");
        leader.edit("lobby", "roomConfig: two");
        leader.edit("lobby", "state: Suspended");
        leader.awaitReason("lobby", "Suspended");
        leader.edit("lobby", "state: Active");
        leader.awaitReason("lobby", "Active");
        leader.resource("lobby").delete();
        leader.awaitGone("lobby");
        leader.awaitLooks(stays, 3);
    }
}
