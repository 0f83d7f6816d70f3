package dev.hathora.operator;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HttpHathoraCloud;
import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A leader whose lease has run out sends nothing more, whatever it was about to send. */
class LeaseFenceTest {
    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger lost = new AtomicInteger();
    private final LeaseFence fence = new LeaseFence(now::get, lost::incrementAndGet);
    private final MockCluster cluster = new MockCluster();
    private final KubernetesClient client = cluster.clientThrough(fence);
    private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final HathoraCloud hathora = new HttpHathoraCloud(simulator.uri(), () -> "dev-token", http,
            fence.around(CallObserver.NONE));

    @AfterEach
    void close() {
        http.close();
        client.close();
        simulator.close();
        cluster.close();
    }

    @Test
    void aReplicaThatNeverLedIsNotStopped() {
        pass(Duration.ofDays(1));

        writeSecret("first");

        assertThat(lost).hasValue(0);
    }

    @Test
    void theLeaderMayChangeThingsWhileItsLeaseHolds() {
        renew();
        pass(RoomOperator.LEASE_DURATION);

        writeSecret("first");
        createRoom("room-1");

        assertThat(simulator.rooms()).hasSize(1);
        assertThat(lost).hasValue(0);
    }

    @Test
    void nothingIsSentOnceItHasRunOut() {
        createRoom("room-1");
        renew();
        pass(RoomOperator.LEASE_DURATION.plusMillis(1));
        long calls = simulator.stats().total();

        assertThatThrownBy(() -> createRoom("room-2")).hasMessageContaining("lease has run out");
        assertThatThrownBy(() -> hathora.getConnectionInfo("app-1", "room-1")).as("which wakes suspended rooms")
                .hasMessageContaining("lease has run out");
        assertThatThrownBy(() -> writeSecret("first")).hasMessageContaining("lease has run out");

        assertThat(lost).as("told, each time").hasValue(3);
        assertThat(simulator.stats().total()).isEqualTo(calls);
        assertThat(cluster.client().secrets().inNamespace("games").list().getItems()).isEmpty();
    }

    @Test
    void aRenewalCountsFromWhenItWasSent() {
        renew();
        pass(Duration.ofSeconds(10));
        renew();
        pass(Duration.ofSeconds(10));

        createRoom("room-1");

        pass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> createRoom("room-2")).hasMessageContaining("lease has run out");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void renew() {
        var lease = client.resource(new LeaseBuilder().withNewMetadata().withName(RoomOperator.LEASE)
                .withNamespace("games").endMetadata().withNewSpec().withHolderIdentity("us").endSpec().build());
        if (lease.get() == null) {
            lease.create();
        } else {
            lease.update();
        }
    }

    private void writeSecret(String name) {
        Secret secret = new SecretBuilder().withNewMetadata().withName(name).withNamespace("games").endMetadata()
                .build();
        assertThat(client.resource(secret).create().getMetadata().getName()).isEqualTo(name);
    }

    private void createRoom(String roomId) {
        hathora.createRoom("app-1", roomId, new CreateRoomRequest("Tokyo", null, null, List.of()));
    }
}
