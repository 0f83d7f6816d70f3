package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kubernetes returns to an earlier state, as after a restore of etcd, but Hathora does not. Running rooms are found by
 * the old claims and the ids that follow from them, and no second room is created.
 */
@Execution(ExecutionMode.CONCURRENT)
class BackupRestoredTest {
    private static final List<String> IN_BACKUP = List.of("same", "claimed", "restarted", "suspended", "resumed",
            "deleted");

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator = new OperatorFixture(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO).withRoomsPerProcess(8), Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        operator.close();
        cluster.close();
    }

    @Test
    void roomsAreFoundAgainAndNoneIsMadeBesideThem() {
        IN_BACKUP.forEach(name -> operator.active(name, "region: Tokyo"));
        operator.edit("resumed", "state: Suspended");
        String resumed = Objects.requireNonNull(operator.awaitReason("resumed", "Suspended").roomId());
        Map<String, HathoraRoom> backup = IN_BACKUP.stream()
                .collect(Collectors.toMap(Function.identity(), name -> operator.resource(name).get()));
        // it was taken before its status was written
        Objects.requireNonNull(backup.get("claimed")).setStatus(null);

        operator.hathora().destroyAsGame(Objects.requireNonNull(operator.status("restarted").roomId()));
        String second = Objects.requireNonNull(operator.await("restarted", "the next room",
                s -> s.restarts() == 1 && s.connection() != null).roomId());
        operator.edit("suspended", "state: Suspended");
        operator.awaitReason("suspended", "Suspended");
        operator.edit("resumed", "state: Active");
        operator.awaitReason("resumed", "Active");
        operator.resource("deleted").delete();
        operator.awaitGone("deleted");
        String unknown = operator.active("made-since", "region: Tokyo");
        operator.stopOperator();
        int before = operator.hathora().rooms().size();

        backup.values().forEach(this::restore);
        operator.change("made-since", room -> {
            room.getMetadata().setFinalizers(List.of());
            return room;
        });
        operator.resource("made-since").delete();
        operator.startOperator();

        Stream.of("same", "claimed", "restarted", "suspended", "deleted").forEach(this::awaitActive);
        operator.awaitReason("resumed", "Suspended");
        assertThat(operator.status("restarted").roomId()).as("the room that it had meanwhile").isEqualTo(second);
        assertThat(operator.hathora().rooms()).as("rooms ever made: one more, for the one that is back")
                .hasSize(before + 1);
        Set<String> accounted = IN_BACKUP.stream().map(name -> operator.status(name).roomId())
                .collect(Collectors.toSet());
        assertThat(operator.liveRooms()).extracting(SimulatedRoom::roomId).filteredOn(id -> !accounted.contains(id))
                .as("what nobody can know of").containsExactly(unknown);
        assertThat(operator.hathora().wakeUps(resumed)).isZero();
        await("it is counted").until(
                () -> operator.operator().unaccountedRooms().equals(Map.of(OperatorFixture.APP, 1L)));
    }

    private void awaitActive(String name) {
        operator.await(name, "active, and so it is", s -> operator.readyReason(name).equals("Active")
                && operator.liveRooms().stream().anyMatch(room -> room.roomId().equals(s.roomId())));
    }

    /** Puts back spec, claim and status of then. */
    private void restore(HathoraRoom then) {
        String name = then.getMetadata().getName();
        if (operator.resource(name).get() == null) {
            HathoraRoom copy = cluster.client().getKubernetesSerialization().clone(then);
            copy.getMetadata().setResourceVersion(null);
            copy.setStatus(null);
            cluster.client().resource(copy).create();
        } else {
            operator.change(name, room -> {
                room.getMetadata().setAnnotations(then.getMetadata().getAnnotations());
                room.getMetadata().setFinalizers(then.getMetadata().getFinalizers());
                room.setSpec(then.getSpec());
                return room;
            });
        }
        operator.resource(name).editStatus(room -> {
            room.setStatus(then.getStatus());
            return room;
        });
    }
}
