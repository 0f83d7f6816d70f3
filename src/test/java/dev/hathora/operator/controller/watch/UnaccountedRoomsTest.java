package dev.hathora.operator.controller.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.controller.kubernetes.RoomOwners.Owner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Which rooms beside ours are told about, and how often. */
class UnaccountedRoomsTest {
    private final Set<String> ours = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Runnable> aside = new ArrayList<>();
    private final UnaccountedRooms rooms = new UnaccountedRooms(ours::contains, this::owner, aside::add);
    private final Logger logger = (Logger) LoggerFactory.getLogger(UnaccountedRooms.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private Owner owner(String roomId) {
        asked.add(roomId);
        return roomId.startsWith("shard-b") ? Owner.RESOURCE : roomId.startsWith("gone") ? Owner.NOBODY : Owner.UNKNOWN;
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
    }

    @Test
    void aRoomIsToldAboutOnceHoweverManyListsMissIt() {
        for (int round = 0; round < 20; round++) {
            listed(round % 3 == 2 ? Set.of() : Set.of("gone-1"));
        }

        assertThat(told()).singleElement().asString().contains("gone-1", "app-1", "process-1");
        assertThat(asked).containsExactly("gone-1");
    }

    @Test
    void oneListMayBeOlderThanAResource() {
        listed(Set.of("gone-1"));
        ours.add("gone-1");
        listed(Set.of("gone-1"));
        listed(Set.of("gone-1"));

        assertThat(told()).isEmpty();
        assertThat(rooms.countByApplication()).isEmpty();
    }

    @Test
    void aRoomOfAnotherOperatorIsNeitherToldAboutNorCounted() {
        for (int round = 0; round < 5; round++) {
            listed(Set.of("shard-b-1", "gone-1"));
        }

        assertThat(told()).singleElement().asString().contains("gone-1");
        assertThat(rooms.countByApplication()).isEqualTo(Map.of("app-1", 1L));
        assertThat(asked).as("asked once each").containsExactlyInAnyOrder("shard-b-1", "gone-1");
    }

    @Test
    void nobodyIsToldToDestroyWhatSomebodyElseMayHold() {
        for (int round = 0; round < 3; round++) {
            listed(Set.of("own-id", "gone-1"));
        }

        assertThat(told()).filteredOn(message -> message.contains("own-id")).singleElement().asString()
                .contains("another operator").doesNotContain("if nobody needs it");
        assertThat(told()).filteredOn(message -> message.contains("gone-1")).singleElement().asString()
                .contains("if nobody needs it");
    }

    @Test
    void askingIsLeftToOthersAndMakesNobodyWait() {
        rooms.listed("app-1", "process-1", Set.of("gone-1"));
        rooms.listed("app-1", "process-1", Set.of("gone-1"));

        assertThat(asked).isEmpty();
        assertThat(rooms.countByApplication()).as("not known yet").isEmpty();
    }

    @Test
    void aProcessWithoutRoomsOfOursIsForgotten() {
        listed(Set.of("gone-1"));
        listed(Set.of("gone-1"));
        assertThat(rooms.countByApplication()).isNotEmpty();
        rooms.forget("app-1", "process-1");
        assertThat(rooms.countByApplication()).isEmpty();
    }

    private void listed(Set<String> roomIds) {
        rooms.listed("app-1", "process-1", roomIds);
        aside.forEach(Runnable::run);
        aside.clear();
    }

    /** Those about the application of this test: others that run beside it use the same logger. */
    private List<String> told() {
        return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains("application app-1 ")).toList();
    }
}
