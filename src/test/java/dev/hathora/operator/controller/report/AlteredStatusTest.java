package dev.hathora.operator.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.kubernetes.KubernetesResourceStore;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.pass.PacedWrites;
import dev.hathora.operator.room.Attempts;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.History;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.OtherRoom;
import dev.hathora.operator.room.Peers;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.traffic.Backoff;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A webhook has altered status before. Time is the test's. */
@NullUnmarked // a null where there should be none fails the test by itself
class AlteredStatusTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Rest UNREACHABLE = new Rest(Reason.HATHORA_UNREACHABLE, "Hathora does not answer.",
            Watch.NONE, LATER);
    private static final Rest PAUSED = new Rest(Reason.PAUSED, "spec.paused is true.", Watch.NONE, LATER);

    private final MockCluster cluster = new MockCluster();
    private final KubernetesRequests requests = new KubernetesRequests();
    private final TrackedRooms rooms = new TrackedRooms(() -> NOW);
    private final PacedWrites store = new PacedWrites(
            new KubernetesResourceStore(cluster.client(), requests, "https://hathora.test"), rooms, () -> NOW,
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(7)), OperatorObserver.NONE);
    private final RoomReport report = new RoomReport(new ConnectionSecrets(cluster.client(), requests),
            new RoomEvents(new KubernetesEvents(cluster.client(), requests, OperatorObserver.NONE, () -> NOW),
                    OperatorObserver.NONE));
    private final TrackedRoom tracked = rooms.of(create());

    private HathoraRoom create() {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName("lobby").withNamespace("games").build());
        room.setSpec(Serialization.unmarshal("region: Tokyo", HathoraRoomSpec.class));
        return cluster.client().resource(room).create();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private HathoraRoom stored() {
        return cluster.client().resources(HathoraRoom.class).inNamespace("games").withName("lobby").get();
    }

    private PassResult conclude(Rest rest) {
        HathoraRoom room = stored();
        DesiredRoom desired = DesiredRoom.from(room.getSpec(), null, "app-1");
        Situation situation = new Situation(RoomIds.of(room), desired, Claims.NONE, new Observation.Unknown(), false,
                Attempts.NONE, OtherRoom.UNKNOWN, OtherRoom.UNKNOWN, Peers.NONE, new History(List.of()), false, null,
                null, null, null, NOW);
        return report.conclude(new PassScope(room, tracked, store, null), situation, rest);
    }

    private void alteredBefore(Instant again) {
        tracked.writes().refused(ResourceWrite.STATUS, new Refusal("A webhook altered status.", false, 1,
                stored().getMetadata().getResourceVersion(), again, HathoraRoomStatus.EMPTY));
    }

    @Test
    void statusThatIsStoredAsItShouldBeIsNoReasonToComeBack() {
        conclude(UNREACHABLE);
        String version = stored().getMetadata().getResourceVersion();
        alteredBefore(NOW);

        assertThat(conclude(UNREACHABLE).next()).hasValue(LATER);

        assertThat(tracked.writes().areRefused()).isFalse();
        assertThat(stored().getMetadata().getResourceVersion()).as("nothing is written").isEqualTo(version);
    }

    @Test
    void whatWasToldOfTheWebhookIsReplacedWhenItIsOver() {
        alteredBefore(NOW.plusSeconds(1));
        conclude(PAUSED);
        assertThat(reason()).isEqualTo("WriteRefused");
        alteredBefore(NOW);

        assertThat(conclude(PAUSED).next()).hasValue(LATER);

        assertThat(reason()).isEqualTo("Paused");
    }

    /** A webhook that alters one status and not the other would otherwise be sent both in turns without a pause. */
    @Test
    void whatWasToldOfTheWebhookStaysUntilTheRetryIsDue() {
        alteredBefore(NOW.plusSeconds(1));

        assertThat(conclude(PAUSED).next()).hasValue(NOW.plusSeconds(1));
    }

    private String reason() {
        return stored().getStatus().condition("Ready").getReason();
    }
}
