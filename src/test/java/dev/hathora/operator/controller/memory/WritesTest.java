package dev.hathora.operator.controller.memory;

import java.time.Instant;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which of two copies of a resource is worked with, what the cache holds or what we wrote; and what is told of refusals. */
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

    /** Only an event can tell it, and an event is best effort, and gone after an hour. */
    @Test
    void whatStatusCanNotTellIsToldAgainNowAndThen() {
        Instant now = Instant.EPOCH;

        assertThat(writes.isNews("refused", now)).isTrue();
        assertThat(writes.isNews("refused", now.plusSeconds(599))).as("just told").isFalse();
        assertThat(writes.isNews("refused", now.plusSeconds(600))).as("who looks now may not see it any more").isTrue();
        assertThat(writes.isNews("refused", now.plusSeconds(601))).as("just told").isFalse();
        assertThat(writes.isNews("refused otherwise", now.plusSeconds(602))).as("another message").isTrue();
        writes.taken(ResourceWrite.STATUS);
        assertThat(writes.isNews("refused otherwise", now.plusSeconds(603))).as("it was stored meanwhile").isTrue();
    }
}
