package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Replicas that compete for a lease on a real API server, each with a clock and a connection of its own. */
@RealApiServer
@Isolated("it compares times")
class LeaderElectorTest {
    private static final ElectionTiming QUICK = new ElectionTiming(Duration.ofSeconds(6), Duration.ofSeconds(4),
            Duration.ofMillis(600), Duration.ofMillis(400));

    private final TestCluster cluster;
    private final LeaseName name;
    private final List<Replica> replicas = new ArrayList<>();

    LeaderElectorTest(TestCluster cluster) {
        this.cluster = cluster;
        name = new LeaseName(cluster.namespace(), "lease-" + UUID.randomUUID());
    }

    /** One process. */
    private final class Replica implements AutoCloseable {
        final String identity;
        final AtomicInteger began = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger reads = new AtomicInteger();
        final ConcurrentLinkedQueue<String> writes = new ConcurrentLinkedQueue<>();
        final KubernetesClient client;
        final LeaderElector elector;

        /** @param clockAhead by how much its clock is ahead of others */
        Replica(String pod, Duration clockAhead) {
            identity = pod;
            client = new KubernetesClientBuilder().withConfig(cluster.client().getConfiguration())
                    .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("notes", new Interceptor() {
                        @Override
                        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                            if (request.method().equals("GET")) {
                                reads.incrementAndGet();
                            } else {
                                writes.add(request.method() + " " + request.uri().getPath());
                            }
                        }
                    })).build();
            InstantSource clock = () -> Instant.now().plus(clockAhead);
            elector = new LeaderElector(client, name, identity, QUICK, clock,
                    new LeaseFence(QUICK.lease(), System::nanoTime, () -> {}), lost::incrementAndGet);
            replicas.add(this);
        }

        Replica start() {
            elector.start(began::incrementAndGet);
            return this;
        }

        /** As a machine that loses its network. */
        void cutOff() {
            client.close();
        }

        @Override
        public void close() {
            elector.close();
            client.close();
        }
    }

    private Replica start(String pod) {
        return new Replica(pod, Duration.ZERO).start();
    }

    private Replica startLeader(String pod, Duration clockAhead) {
        Replica leader = new Replica(pod, clockAhead).start();
        soon().until(leader.elector::leads);
        return leader;
    }

    @AfterEach
    void stop() {
        replicas.forEach(Replica::close);
        lease().delete();
    }

    private Resource<Lease> lease() {
        return cluster.client().leases().inNamespace(name.namespace()).withName(name.name());
    }

    /** As a person does it, whatever version there is. */
    private void change(String patch) {
        assertThat(lease().patch(PatchContext.of(PatchType.JSON_MERGE), patch)).isNotNull();
    }

    private LeaseSpec spec() {
        return Objects.requireNonNull(lease().get()).getSpec();
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(20));
    }

    @ParameterizedTest(name = "the leader''s clock is {0} ahead")
    @ValueSource(strings = {"-PT20S", "PT45S"})
    void clocksMayDiffer(Duration ahead) {
        Replica leader = startLeader("leader", ahead);
        Replica standby = start("standby");

        await("renewed in time").during(QUICK.lease().plusSeconds(1))
                .until(() -> leader.elector.leads() && !standby.elector.leads());
        AtomicReference<LeaseSpec> last = new AtomicReference<>(spec());
        leader.cutOff();
        soon().until(() -> {
            LeaseSpec now = spec();
            if ("leader".equals(now.getHolderIdentity())) {
                // a renewal may have been on its way
                last.set(now);
            }
            return standby.elector.leads();
        });

        // by what the lease says, since this test may come late to see it; the time of day may be adjusted by a moment
        Instant expired = Objects.requireNonNull(last.get()).getRenewTime().toInstant().minus(ahead)
                .plus(QUICK.lease());
        assertThat(spec().getAcquireTime().toInstant()).isBetween(expired.minusMillis(100), expired.plusSeconds(10));
        assertThat(leader.lost).as("the leader has ended before").hasValue(1);
        assertThat(leader.elector.leads()).isFalse();
        assertThat(spec().getLeaseTransitions()).isEqualTo(1);
    }

    @Test
    void ofManyThatFindItFreeOneGetsIt() {
        List<Replica> all = IntStream.range(0, 5).mapToObj(i -> new Replica("replica-" + i, Duration.ZERO)).toList();
        all.forEach(Replica::start);
        soon().until(() -> all.stream().anyMatch(replica -> replica.elector.leads()));

        await("none joins").during(Duration.ofSeconds(3))
                .until(() -> all.stream().filter(replica -> replica.elector.leads()).count() == 1);

        int lost = all.stream().mapToInt(replica -> replica.lost.get()).sum();
        assertThat(all.stream().mapToInt(replica -> replica.began.get()).sum()).isEqualTo(1 + lost);
    }

    @Test
    void aReleasedLeaseIsTakenAtOnce() {
        Replica leader = startLeader("leader", Duration.ZERO);
        Replica standby = start("standby");
        soon().until(() -> !standby.elector.leads() && "leader".equals(spec().getHolderIdentity()));

        Instant before = Instant.now();
        leader.elector.close();
        Instant released = Instant.now();
        soon().until(standby.elector::leads);

        assertThat(Duration.between(released, Instant.now())).as("long before it would have expired")
                .isLessThan(QUICK.lease().minusSeconds(2));
        assertThat(leader.lost).as("it gave it back").hasValue(0);
        LeaseSpec spec = spec();
        assertThat(spec.getHolderIdentity()).isEqualTo("standby");
        assertThat(spec.getLeaseTransitions()).isEqualTo(1);
        assertThat(spec.getLeaseDurationSeconds()).isEqualTo(6);
        assertThat(spec.getAcquireTime().toInstant()).isBetween(before, Instant.now());
    }

    @Test
    void aStandbyThatStopsWritesNothing() {
        startLeader("leader", Duration.ZERO);
        Replica standby = start("standby");
        Lease before = lease().get();
        soon().until(() -> !spec().getRenewTime().equals(before.getSpec().getRenewTime()));

        standby.elector.close();

        assertThat(standby.writes).isEmpty();
        assertThat(spec().getHolderIdentity()).isEqualTo("leader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted", "emptied"})
    void aLeaseThatIsTakenAwayStaysWithItsHolder(String how) {
        Replica leader = startLeader("leader", Duration.ZERO);
        Replica standby = start("standby");
        // it reads again, so it has seen who holds it
        soon().until(() -> standby.reads.get() > 1);

        if (how.equals("deleted")) {
            lease().delete();
        } else {
            change("{\"spec\": null}");
        }
        soon().until(() -> lease().get() != null && lease().get().getSpec() != null
                && "leader".equals(spec().getHolderIdentity()));

        await("nobody joins").during(QUICK.lease())
                .until(() -> leader.elector.leads() && !standby.elector.leads());
        assertThat(leader.lost).hasValue(0);
    }

    @Test
    void whoeverFindsTheLeaseWithAnotherHasLostIt() {
        Replica leader = startLeader("leader", Duration.ZERO);

        change("{\"spec\": {\"holderIdentity\": \"another\"}}");

        soon().until(() -> leader.lost.get() == 1);
        assertThat(leader.elector.leads()).isFalse();
        leader.elector.close();
        assertThat(spec().getHolderIdentity()).as("not given back by one who had lost it").isEqualTo("another");
    }

    @Test
    void belongsToTheDeploymentOfItsName() {
        var deployment = cluster.client().resource(new DeploymentBuilder().withNewMetadata().withName(name.name())
                .withNamespace(name.namespace()).endMetadata().withNewSpec().withReplicas(0).withNewSelector()
                .addToMatchLabels("app", "operator").endSelector().withNewTemplate().withNewMetadata()
                .addToLabels("app", "operator").endMetadata().withNewSpec().addNewContainer().withName("operator")
                .withImage("operator").endContainer().endSpec().endTemplate().endSpec().build()).create();
        Replica leader = startLeader("leader", Duration.ZERO);

        assertThat(Objects.requireNonNull(lease().get()).getMetadata().getOwnerReferences()).singleElement()
                .extracting(OwnerReference::getUid).isEqualTo(deployment.getMetadata().getUid());

        leader.elector.close();
        cluster.client().resource(deployment).delete();
        soon().until(() -> lease().get() == null);
    }

    @Test
    void atRestALeaderRenewsAndAStandbyLooks() {
        Replica leader = startLeader("leader", Duration.ZERO);
        Replica standby = start("standby");
        soon().until(() -> leader.writes.size() > 5);

        assertThat(Set.copyOf(leader.writes.stream().skip(1).toList())).as("after it was created").containsExactly(
                "PUT /apis/coordination.k8s.io/v1/namespaces/%s/leases/%s".formatted(name.namespace(), name.name()));
        assertThat(standby.writes).isEmpty();
    }
}
