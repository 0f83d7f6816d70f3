package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.ago;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class HistoryTest {
    private static final History EMPTY = new History(List.of());

    /** The entry of a room's allocation, by how long ago it began and ended. */
    private static PastAllocation ran(String roomId, String allocation, long from, @Nullable Long to) {
        return new PastAllocation(roomId, allocation, "process-1", ago(from), to == null ? null : ago(to));
    }

    private static PastAllocation neverRan(String roomId, long endedAgo) {
        return new PastAllocation(roomId, null, null, null, ago(endedAgo));
    }

    private static RoomAllocation told(String allocation, long from, @Nullable Long to) {
        return new RoomAllocation(allocation, "process-1", ago(from), to == null ? null : ago(to));
    }

    /** With times that can't be. */
    private static RoomAllocation untimed(String allocation) {
        return new RoomAllocation(allocation, "process-1", null, null);
    }

    private static History history(PastAllocation... entries) {
        return new History(List.of(entries));
    }

    private static Observation present(@Nullable RoomAllocation current, RoomAllocation... allocations) {
        RoomStatus status = current == null ? RoomStatus.SUSPENDED : RoomStatus.ACTIVE;
        return new Observation.Present(new Room("app-1", "a", null, status, current, List.of(allocations)), null);
    }

    private static Observation destroyed(long secondsAgo, @Nullable RoomAllocation current,
            RoomAllocation... allocations) {
        return Observation.Absent.told(
                new Room("app-1", "a", null, RoomStatus.DESTROYED, current, List.of(allocations)), ago(secondsAgo));
    }

    private static Observation absent(long secondsAgo) {
        return absent(ago(secondsAgo));
    }

    private static Observation absent(Instant at) {
        return new Observation.NotFound(at, at, null).again(at, new Evidence(Evidence.Kind.APPLICATION_SEEN, at));
    }

    @ParameterizedTest
    @FieldSource("merges")
    void whatIsObservedIsMergedIntoWhatStatusKnows(History before, Observation observation, History after) {
        assertThat(before.with("a", observation, NOW)).isEqualTo(after);
        assertThat(after.with("a", observation, NOW.plusSeconds(100))).as("seen once more").isEqualTo(after);
    }

    static final Supplier<List<Arguments>> merges = () -> List.of(
            argumentSet("a first allocation", EMPTY, present(told("1", 9, null), told("1", 9, null)),
                    history(ran("a", "1", 9, null))),
            argumentSet("lists tell of the current allocation alone", EMPTY, present(told("1", 9, null)),
                    history(ran("a", "1", 9, null))),
            argumentSet("the room moved, and Hathora says when",
                    history(ran("a", "1", 9, null)), present(told("2", 3, null), told("1", 9, 4L), told("2", 3, null)),
                    history(ran("a", "2", 3, null), ran("a", "1", 9, 4L))),
            argumentSet("the room moved, and only the list was read: noticed now",
                    history(ran("a", "1", 9, null)), present(told("2", 3, null)),
                    history(ran("a", "2", 3, null), ran("a", "1", 9, 0L))),
            argumentSet("what was noticed gives way to what Hathora says",
                    history(ran("a", "2", 3, null), ran("a", "1", 9, 0L)),
                    present(told("2", 3, null), told("1", 9, 4L)),
                    history(ran("a", "2", 3, null), ran("a", "1", 9, 4L))),
            argumentSet("suspended: off its process", history(ran("a", "1", 9, null)), present(null, told("1", 9, 2L)),
                    history(ran("a", "1", 9, 2L))),
            argumentSet("Hathora leaves the end of a past allocation open: noticed now",
                    history(ran("a", "1", 9, null)), present(null, told("1", 9, null)), history(ran("a", "1", 9, 0L))),
            argumentSet("and that stands, however often it is told so",
                    history(ran("a", "1", 9, 2L)), present(null, told("1", 9, null)), history(ran("a", "1", 9, 2L))),
            argumentSet("an allocation that seemed over and is the current one goes on",
                    history(ran("a", "1", 9, 2L)), present(told("1", 9, null)), history(ran("a", "1", 9, null))),
            argumentSet("destroyed: Hathora says when", history(ran("a", "1", 9, null)),
                    destroyed(1, null, told("1", 9, 3L)), history(ran("a", "1", 9, 3L))),
            argumentSet("destroyed, and still with an allocation: over when it was noticed", EMPTY,
                    destroyed(1, told("1", 9, null)), history(ran("a", "1", 9, 1L))),
            argumentSet("404: over when it was noticed", history(ran("a", "1", 9, null)), absent(1),
                    history(ran("a", "1", 9, 1L))),
            argumentSet("404 for a room that had left its process before", history(ran("a", "1", 9, 5L)), absent(1),
                    history(ran("a", "1", 9, 5L))),
            argumentSet("ended without ever being placed: there is still an entry", EMPTY, absent(1),
                    history(neverRan("a", 1))),
            argumentSet("destroyed without ever being placed", EMPTY, destroyed(1, null), history(neverRan("a", 1))),
            argumentSet("the next room is placed", history(neverRan("b", 20), ran("c", "0", 60, 50L)),
                    present(told("1", 9, null)),
                    history(ran("a", "1", 9, null), neverRan("b", 20), ran("c", "0", 60, 50L))),
            argumentSet("a resource has one room: whatever came before it is over",
                    history(ran("b", "0", 60, null)), present(told("1", 9, null)),
                    history(ran("a", "1", 9, null), ran("b", "0", 60, 0L))),
            argumentSet("newest first, whatever the order in which Hathora tells",
                    history(ran("b", "0", 6, 5L)), present(told("3", 2, null), told("1", 9, 8L), told("2", 4, 3L)),
                    history(ran("a", "3", 2, null), ran("a", "2", 4, 3L), ran("a", "1", 9, 8L), ran("b", "0", 6, 5L))),
            argumentSet("Hathora gives no time for where the room is: noticed now", EMPTY, present(untimed("1")),
                    history(ran("a", "1", 0, null))),
            argumentSet("and that stands", history(ran("a", "1", 5, null)), present(untimed("1")),
                    history(ran("a", "1", 5, null))),
            argumentSet("nor for where it was, which is known from before", history(ran("a", "1", 9, null)),
                    present(told("2", 3, null), untimed("1")),
                    history(ran("a", "2", 3, null), ran("a", "1", 9, 0L))),
            argumentSet("nor is that known", EMPTY, present(told("2", 3, null), untimed("1")),
                    history(ran("a", "2", 3, null), new PastAllocation("a", "1", "process-1", null, ago(0)))),
            argumentSet("where the room is comes first, whatever its time", EMPTY,
                    present(told("2", 99, null), told("1", 9, 8L)),
                    history(ran("a", "2", 99, null), ran("a", "1", 9, 8L))),
            argumentSet("an end that has not come yet is none", history(ran("a", "1", 9, null)),
                    destroyed(1, null, told("1", 9, -1000L)), history(ran("a", "1", 9, 1L))),
            argumentSet("nor is one before its begin", history(ran("a", "1", 9, null)),
                    destroyed(1, null, told("1", 9, 20L)), history(ran("a", "1", 9, 1L))),
            argumentSet("an entry without any time is the oldest",
                    history(new PastAllocation("b", "0", null, null, null)), absent(1),
                    history(neverRan("a", 1), new PastAllocation("b", "0", null, null, ago(1)))),
            argumentSet("what createRoom said tells nothing of a process", history(ran("b", "0", 6, null)),
                    new Observation.Created(new ConnectionInfo("a", ReadyStatus.ACTIVE,
                            Given.PORT, List.of())),
                    history(ran("b", "0", 6, null))),
            argumentSet("nothing is known", history(ran("a", "1", 6, null)), new Observation.Unknown(),
                    history(ran("a", "1", 6, null))));

    @Test
    void aRoomThatEndsOffItsProcessLeavesAnEntryOfItsOwn() {
        History suspended = new History(history(ran("a", "1", 9, 5L)).entries(), true);

        assertThat(suspended.with("a", destroyed(2, null, told("1", 9, 5L)), NOW).entries())
                .as("when it was found to have ended").containsExactly(neverRan("a", 2), ran("a", "1", 9, 5L));
        assertThat(suspended.with("a", absent(2), NOW).endedAt("a")).isEqualTo(ago(2));
        assertThat(suspended.with("a", absent(2), NOW).with("a", absent(1), NOW).endedAt("a"))
                .as("that stands, however often it is told so").isEqualTo(ago(2));
        assertThat(suspended.with("a", destroyed(1, null, told("2", 4, 3L), told("1", 9, 5L)), NOW).entries())
                .as("somebody has woken it, and it ended on its process")
                .containsExactly(ran("a", "2", 4, 3L), ran("a", "1", 9, 5L));
        assertThat(suspended.with("a", present(null, told("1", 9, 5L)), NOW).entries()).as("not yet")
                .containsExactly(ran("a", "1", 9, 5L));
    }

    @Test
    void timesThatWeNoticeAreWrittenInMilliseconds() {
        Instant precise = Instant.parse("2026-03-01T12:00:00.123456789Z");
        assertThat(EMPTY.with("a", absent(precise), NOW).endedAt("a"))
                .isEqualTo("2026-03-01T12:00:00.123Z");
    }

    @Test
    void twentyAllocationsAreKept() {
        RoomAllocation[] all = IntStream.rangeClosed(1, 25).mapToObj(i -> told("" + i, 100 - i, 99L - i))
                .toArray(RoomAllocation[]::new);
        History history = EMPTY.with("a", present(null, all), NOW);
        assertThat(history.entries()).extracting(PastAllocation::roomAllocationId)
                .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "" + (25 - i)).toList());
    }

    @Test
    void aHistoryNeverChanges() {
        List<PastAllocation> entries = new ArrayList<>(List.of(neverRan("a", 1)));
        History history = new History(entries);
        entries.clear();
        assertThat(history.entries()).hasSize(1);
        assertThatThrownBy(() -> history.entries().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aRoomEndedWhenItLeftItsLastProcess() {
        History history = history(ran("a", "2", 5, 3L), ran("a", "1", 9, 8L), ran("b", "3", 2, 1L),
                ran("c", "4", 2, null));
        assertThat(history.endedAt("a")).isEqualTo(ago(3));
        assertThat(history.endedAt("c")).as("still runs").isNull();
        assertThat(history.endedAt("d")).as("never seen").isNull();
    }

    @ParameterizedTest(name = "after rooms that were active for {0} (newest first): {1} s")
    @CsvSource(delimiter = '|', value = {
        "                    | 1   | nothing is known",
        "0                   | 1   | a first room",
        "30                  | 1   | a first room that lived shortly",
        "30 30               | 2   | two in a row",
        "0 0 0               | 4   | rooms that were never placed count as short",
        "1 1 1 1             | 8   | four",
        "1 1 1 1 1 1 1 1 1   | 256 | nine",
        "1 1 1 1 1 1 1 1 1 1 | 300 | ten: 512 s is more than five minutes",
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 | 300 | as many as are remembered",
        "600                 | 1   | ten minutes start over",
        "600 1 1 1           | 1   | ten minutes start over, whatever came before",
        "599 1 1             | 4   | less than ten minutes do not",
        "1 600 1 1 1         | 1   | the first room after ten minutes",
        "1 1 600 1 1 1       | 2   | the second room after ten minutes",
    })
    void theDelayDoublesWithEachShortLifeInARow(@Nullable String activity, long seconds, String reason) {
        String[] lives = activity == null ? new String[0] : activity.split(" ");
        History history = new History(IntStream.range(0, lives.length).mapToObj(i -> ran("room-" + i, "1",
                i * 1000L + Long.parseLong(lives[i]), i * 1000L)).toList());
        assertThat(history.restartDelay()).as(reason).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void activityIsCountedPerRoom() {
        History moved = history(ran("a", "2", 300, 0L), ran("a", "1", 700, 400L), neverRan("b", 800));
        assertThat(moved.restartDelay()).as("300 s + 300 s").isEqualTo(Duration.ofSeconds(1));
        History open = history(ran("c", "1", 700, null), neverRan("b", 800));
        assertThat(open.restartDelay()).as("an open end is no activity").isEqualTo(Duration.ofSeconds(2));
        History impossible = history(ran("c", "1", 900_000, 10L), ran("b", "1", 900_000, 20L), ran("a", "1", 40, 30L));
        assertThat(impossible.restartDelay()).as("no room began before the one before it ended")
                .isEqualTo(Duration.ofSeconds(4));
        History backwards = history(ran("b", "1", 1, 700L), ran("a", "1", 2, 900L));
        assertThat(backwards.restartDelay()).as("an end before its begin").isEqualTo(Duration.ofSeconds(2));
    }
}
