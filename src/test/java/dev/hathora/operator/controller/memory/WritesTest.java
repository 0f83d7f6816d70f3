package dev.hathora.operator.controller.memory;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which of two copies of a resource is worked with: what the cache holds, or what we wrote. */
class WritesTest {
    private static final HathoraRoom AT_1 = version("1");
    private static final HathoraRoom AT_2 = version("2");
    private static final HathoraRoom AT_3 = version("3");

    private final Writes writes = new Writes();

    private static HathoraRoom version(String version) {
        HathoraRoom room = new HathoraRoom();
        room.getMetadata().setResourceVersion(version);
        return room;
    }

    @Test
    void whatWasWrittenCountsUntilTheCacheHeardOfIt() {
        HathoraRoom ignored = writes.wrote(AT_1, AT_2);

        assertThat(writes.newest(AT_1)).as("the cache lags behind").isSameAs(AT_2);
        assertThat(writes.newest(AT_2)).as("it caught up").isSameAs(AT_2);
        assertThat(writes.newest(AT_3)).as("somebody else wrote").isSameAs(AT_3);
    }

    /** Each write of it would be refused, for ever. */
    @Test
    void whatTheServerDoesNotHaveIsNotWorkedWithAgain() {
        HathoraRoom ignored = writes.wrote(AT_1, AT_2);

        assertThat(writes.conflict()).isOne();

        assertThat(writes.newest(AT_1)).as("etcd was restored to it").isSameAs(AT_1);
    }
}
