package dev.hathora.operator.room;

import java.util.List;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.PLACED;
import static org.assertj.core.api.Assertions.assertThat;

class ObservationTest {
    private static Room room(RoomStatus status, @Nullable RoomAllocation allocation) {
        return new Room("app-1", Given.FIRST.roomId(), null, status, allocation, List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SCHEDULING   | false | false | false | waits for a process",
        "SCHEDULING   | true  | false | false | its status counts, not its allocation",
        "ACTIVE       | true  | true  | false | on a process",
        "ACTIVE       | false | true  | false | its status counts, not its allocation",
        "SUSPENDED    | false | false | true  | off its process",
        "SUSPENDED    | true  | false | true  | its status counts, not its allocation",
        "UNRECOGNIZED | true  | true  | false | a status that we don't know is judged by the allocation",
        "UNRECOGNIZED | false | false | true  | a status that we don't know is judged by the allocation",
    })
    void aRoomIsPlacedOrSuspendedOrNeither(RoomStatus status, boolean allocated, boolean placed, boolean suspended,
            String reason) {
        var present = new Observation.Present(room(status, allocated ? PLACED : null), Connections.ACTIVE);
        assertThat(present.placed()).as(reason).isEqualTo(placed);
        assertThat(present.suspended()).as(reason).isEqualTo(suspended);
        assertThat(present.joinable()).as("joinable where it is placed").isEqualTo(placed);
    }

    @Test
    void aRoomIsJoinableOnceItsPortIsKnown() {
        Room placed = room(RoomStatus.ACTIVE, PLACED);
        assertThat(new Observation.Present(placed, null).joinable()).isFalse();
        assertThat(new Observation.Present(placed, Connections.STARTING).joinable()).isFalse();
        assertThat(new Observation.Present(placed, Connections.WITHOUT_PORT).joinable()).isFalse();
        assertThat(new Observation.Present(placed, Connections.ACTIVE).joinable()).isTrue();
    }

    @Test
    void aDestroyedRoomIsAbsent() {
        Room last = room(RoomStatus.DESTROYED, null);
        assertThat(Observation.of(last, Connections.ACTIVE, "alloc-1", NOW))
                .isEqualTo(Observation.Absent.told(last, NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "true  | alloc-1 | true  | the room stayed where it was",
        "true  | alloc-2 | false | the room has moved",
        "true  |         | false | nothing was known",
        "false | alloc-1 | false | the room left its process",
        "false |         | false | two unknowns are not the same",
    })
    void whereARoomCanBeJoinedIsRememberedWhileItStays(boolean allocated, @Nullable String knownAllocation,
            boolean kept, String reason) {
        Room room = room(RoomStatus.ACTIVE, allocated ? PLACED : null);
        ConnectionInfo expected = kept ? Connections.ACTIVE : null;
        assertThat(Observation.of(room, Connections.ACTIVE, knownAllocation, NOW)).as(reason)
                .isEqualTo(new Observation.Present(room, expected));
    }

    @Test
    void ofALongHistoryIsKeptWhatStatusHasRoomFor() {
        List<RoomAllocation> all = IntStream.range(0, 50).mapToObj(i -> new RoomAllocation("alloc-" + i,
                "proc".concat("ess"), NOW.plusSeconds(i), NOW.plusSeconds(i + 1))).toList();
        Room told = new Room("app-1", "room", null, RoomStatus.SUSPENDED, null, all);

        Room kept = ((Observation.Present) Observation.of(told, null, null, NOW)).room();

        assertThat(kept.allocations()).as("the newest").hasSize(20).containsExactlyInAnyOrderElementsOf(
                all.subList(30, 50));
        assertThat(kept.allocations()).as("a text that many have is kept once")
                .allSatisfy(a -> assertThat(a.processId()).isSameAs(kept.allocations().getFirst().processId()));
        assertThat(new History(List.of()).with("room", new Observation.Present(kept, null), NOW))
                .isEqualTo(new History(List.of()).with("room", new Observation.Present(told, null), NOW));
    }

    @ParameterizedTest(name = "Hathora says {0}, spec {1}: shared {2}")
    @CsvSource(nullValues = "none", textBlock = """
            dust, dust, true
            dust, nuke, false
            none, dust, false
            dust, none, false
            """)
    void oneCopyIsKeptOfAConfigurationThatSpecHasToo(String told, String wanted, boolean shared) {
        String copy = told == null ? null : new String(told.toCharArray());
        var present = new Observation.Present(new Room("app-1", "a", copy, RoomStatus.ACTIVE, null, List.of()), null);

        Observation.Present kept = present.sharing(wanted);

        assertThat(kept).as("no news").isEqualTo(present);
        if (shared) {
            assertThat(kept.room().roomConfig()).isSameAs(wanted);
        } else {
            assertThat(kept.room().roomConfig()).isSameAs(copy);
        }
    }
}
