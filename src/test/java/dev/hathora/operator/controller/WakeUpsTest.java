package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A resource that the framework knows of and never brings before the reconciler does not go unnoticed. */
class WakeUpsTest {
    private final VirtualTime time = new VirtualTime();
    private final TrackedRooms rooms = new TrackedRooms(time::instant);
    private final WakeUps wakeUps = new WakeUps(rooms, time::instant);

    WakeUpsTest() {
        wakeUps.connect(new Cache(List.of(resource("seen"), resource("overlooked"))), gone -> {});
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

    /** The framework's cache, with these resources in it. */
    private record Cache(List<HathoraRoom> resources) implements IndexerResourceCache<HathoraRoom> {
        @Override
        public Stream<HathoraRoom> list(Predicate<HathoraRoom> predicate) {
            return resources.stream().filter(predicate);
        }

        @Override
        public Stream<HathoraRoom> list(String namespace, Predicate<HathoraRoom> predicate) {
            return list(predicate);
        }

        @Override
        public Optional<HathoraRoom> get(ResourceID id) {
            return resources.stream().filter(room -> ResourceID.fromResource(room).equals(id)).findFirst();
        }

        @Override
        public Stream<ResourceID> keys() {
            return resources.stream().map(ResourceID::fromResource);
        }

        @Override
        public void addIndexers(Map<String, Function<HathoraRoom, List<String>>> indexers) {
            // nobody asks by an index here
        }

        @Override
        public List<HathoraRoom> byIndex(String index, String key) {
            return List.of();
        }
    }
}
