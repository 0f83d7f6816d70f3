package dev.hathora.operator.crash;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The operator stands by while another program holds the lease, and writes the times of another clock into it. */
@RealApiServer
class SkewTest {
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration RENEWAL = Duration.ofMillis(600);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final OperatorFixture operator;

    SkewTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults(), Duration.ofSeconds(1), new LeaseName(cluster.namespace(), "skewed"));
    }

    @AfterEach
    void stop() {
        operator.close();
        cluster.client().leases().inNamespace(cluster.namespace()).delete();
    }

    /** If its clock counted, the first would be replaced at once, and the second 45 s later. */
    @ParameterizedTest(name = "whose clock is {0} ahead")
    @ValueSource(strings = {"-PT20S", "PT45S"})
    void aHolderIsJudgedByWhatItDoesAndNotByItsClock(Duration ahead) {
        hold(ahead);
        try (ScheduledExecutorService holder = Executors.newSingleThreadScheduledExecutor()) {
            var unused = holder.scheduleAtFixedRate(() -> hold(ahead), RENEWAL.toMillis(), RENEWAL.toMillis(),
                    TimeUnit.MILLISECONDS);
            operator.startOperator();
            await("stands by while it is renewed").during(LEASE.plusSeconds(1)).atMost(PATIENCE)
                    .until(() -> !operator.operator().leads());
        }
        Instant died = Instant.now();

        await("leads").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(operator.operator()::leads);

        assertThat(Duration.between(died, Instant.now())).as("since it stopped renewing")
                .isBetween(LEASE.minus(RENEWAL).minusMillis(200), LEASE.plusSeconds(20));
    }

    private void hold(Duration ahead) {
        var now = Instant.now().plus(ahead).truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
        Lease held = new LeaseBuilder().withNewMetadata().withName("skewed")
                .withNamespace(cluster.namespace()).endMetadata().withNewSpec()
                .withHolderIdentity("another").withLeaseDurationSeconds((int) LEASE.toSeconds()).withAcquireTime(now)
                .withRenewTime(now).withLeaseTransitions(0).endSpec().build();
        assertThat(cluster.client().resource(held).createOr(NonDeletingOperation::patch)).isNotNull();
    }
}
