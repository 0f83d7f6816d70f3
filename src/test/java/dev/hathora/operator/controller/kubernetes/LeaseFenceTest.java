package dev.hathora.operator.controller.kubernetes;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Whoever has not heard from the API server for the length of a lease sends nothing more that changes something. */
class LeaseFenceTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger closed = new AtomicInteger();
    private final LeaseFence fence = new LeaseFence(LEASE, now::get, closed::incrementAndGet);
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

    /** What changes something at Hathora. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private enum Change {
        CREATE(hathora -> createRoom(hathora, "other")),
        UPDATE(hathora -> hathora.updateRoomConfig("app-1", "room-1", "{}")),
        SUSPEND(hathora -> hathora.suspendRoom("app-1", "room-1")),
        RESUME(hathora -> hathora.resumeRoom("app-1", "room-1")),
        DESTROY(hathora -> hathora.destroyRoom("app-1", "room-1")),
        /** Wakes a suspended room. */
        GET_CONNECTION_INFO(hathora -> hathora.getConnectionInfo("app-1", "room-1"));

        private final Consumer<HathoraCloud> call;

        Change(Consumer<HathoraCloud> call) {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noChangeIsSentOnceTheLeaseHasRunOut(Change change) {
        fence.confirm(now.get());
        createRoom(hathora, "room-1");
        pass(LEASE.plusMillis(1));
        long calls = simulator.stats().total();

        HathoraException refused = catchThrowableOfType(HathoraException.class, () -> change.call.accept(hathora));

        assertThat(refused).hasMessageContaining("was not sent: the Kubernetes API has not confirmed the lease for "
                + "15 s");
        assertThat(refused.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(simulator.stats().total()).isEqualTo(calls);
        assertThat(closed).as("told").hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void changesAreSentWhileItHolds(Change change) {
        fence.confirm(now.get());
        createRoom(hathora, "room-1");
        pass(LEASE);
        long calls = simulator.stats().total();

        change.call.accept(hathora);

        assertThat(simulator.stats().total()).isEqualTo(calls + 1);
        assertThat(closed).hasValue(0);
    }

    @Test
    void looksGoOn() {
        fence.confirm(now.get());
        createRoom(hathora, "room-1");
        pass(LEASE.multipliedBy(100));

        assertThat(hathora.getRoomInfo("app-1", "room-1").roomId()).isEqualTo("room-1");
        assertThat(client.secrets().inNamespace("games").list().getItems()).isEmpty();
        assertThat(closed).hasValue(0);
    }

    @Test
    void kubernetesIsNotChangedEither() {
        fence.confirm(now.get());
        writeSecret("first");
        pass(LEASE.plusMillis(1));

        assertThatThrownBy(() -> writeSecret("second")).hasMessageContaining("has not confirmed");

        assertThat(closed).hasValue(1);
        assertThat(cluster.client().secrets().inNamespace("games").list().getItems()).hasSize(1);
    }

    @Test
    void whoeverNeverLedChangesNothingAndHasLostNothing() {
        assertThatThrownBy(() -> createRoom(hathora, "room-1")).hasMessageContaining("was not sent");
        assertThatThrownBy(() -> writeSecret("first")).hasMessageContaining("was not sent");

        assertThat(simulator.stats().total()).isZero();
        assertThat(closed).hasValue(0);
    }

    @Test
    void whoeverGaveTheLeaseBackChangesNothingAndHasLostNothing() {
        fence.confirm(now.get());
        fence.shut();

        assertThatThrownBy(() -> createRoom(hathora, "room-1")).hasMessageContaining("was not sent");
        assertThatThrownBy(() -> writeSecret("first")).hasMessageContaining("was not sent");

        assertThat(fence.isOpen()).isFalse();
        assertThat(closed).hasValue(0);
    }

    @Test
    void aWordCountsFromWhenItWasAskedFor() {
        fence.confirm(now.get());
        pass(Duration.ofSeconds(10));
        long sentAt = now.get();
        pass(Duration.ofSeconds(10));
        fence.confirm(sentAt);

        createRoom(hathora, "room-1");

        pass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> createRoom(hathora, "room-2")).hasMessageContaining("was not sent");
    }

    @Test
    void theNextWordOpensItAgain() {
        fence.confirm(now.get());
        pass(LEASE.multipliedBy(2));
        assertThatThrownBy(() -> createRoom(hathora, "room-1")).hasMessageContaining("was not sent");

        fence.confirm(now.get());

        createRoom(hathora, "room-1");
        assertThat(simulator.rooms()).hasSize(1);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void writeSecret(String name) {
        Secret secret = new SecretBuilder().withNewMetadata().withName(name).withNamespace("games").endMetadata()
                .build();
        assertThat(client.resource(secret).create().getMetadata().getName()).isEqualTo(name);
    }

    private static void createRoom(HathoraCloud hathora, String roomId) {
        hathora.createRoom("app-1", roomId, new CreateRoomRequest("Tokyo", null, null, List.of()));
    }
}
