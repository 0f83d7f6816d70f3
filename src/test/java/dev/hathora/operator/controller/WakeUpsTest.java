package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A resource that the framework knows of and never brings before the reconciler does not go unnoticed. */
class WakeUpsTest {
    private final VirtualTime time = new VirtualTime();
    private final TrackedRooms rooms = new TrackedRooms(time::instant);
    private final WakeUps wakeUps = new WakeUps(rooms, time::instant);

    WakeUpsTest() {
        wakeUps.connect(new CachedResources(List.of(resource("seen"), resource("overlooked"))), gone -> {});
        rooms.of(resource("seen"));
    }

    private static HathoraRoom resource(String name) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("games").withUid("uid of " + name)
                .build());
        return room;
    }

    @Test
    void countsFromTheFirstTimeThatItWasMissed() {
        assertThat(wakeUps.longestOverlooked()).as("nobody has searched yet").isZero();

        wakeUps.wakeOverlooked();
        time.pass(Duration.ofSeconds(100));
        wakeUps.wakeOverlooked();

        assertThat(wakeUps.longestOverlooked()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void isOverWhenItWasLookedAt() {
        wakeUps.wakeOverlooked();
        time.pass(Duration.ofSeconds(100));

        rooms.of(resource("overlooked"));
        wakeUps.wakeOverlooked();

        assertThat(wakeUps.longestOverlooked()).isZero();
    }

    @Test
    void whoWaitsInLineIsNotOverlooked() {
        wakeUps.wakeOverlooked();
        time.pass(Duration.ofSeconds(100));

        wakeUps.noneOverlooked();
        assertThat(wakeUps.longestOverlooked()).isZero();

        wakeUps.wakeOverlooked();
        time.pass(Duration.ofSeconds(1));
        assertThat(wakeUps.longestOverlooked()).as("from then on").isEqualTo(Duration.ofSeconds(1));
    }
}
