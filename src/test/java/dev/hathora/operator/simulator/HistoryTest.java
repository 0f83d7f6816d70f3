package dev.hathora.operator.simulator;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is remembered of a room that is looked at for days. */
class HistoryTest {
    private final History history = new History(new ManualClock());

    @Test
    void looksNeverHideWhatWasChangedBeforeThem() {
        history.effect("r1", "createRoom", "created");
        history.add("r1", "updateRoomConfig", 204, "answered");
        IntStream.range(0, 5000).forEach(i -> history.add("r1", "getRoomInfo", 200, "answered"));
        history.effect("r1", "game", "destroyed");

        assertThat(history.of("r1")).hasSize(1000).extracting(HistoryEntry::operation).startsWith("createRoom",
                "updateRoomConfig", "getRoomInfo").endsWith("getRoomInfo", "game");
    }

    @Test
    void whatHasNoEndIsCutAtItsBeginning() {
        IntStream.rangeClosed(1, 1001).forEach(i -> history.add("r1", "updateRoomConfig", 204, "config " + i));

        assertThat(history.of("r1")).hasSize(1000).first().extracting(HistoryEntry::effect).isEqualTo("config 2");
    }
}
