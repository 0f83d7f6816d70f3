package dev.hathora.operator.room;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Attempts.Destroyed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.ago;
import static dev.hathora.operator.room.Given.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class AttemptsTest {
    private static final Room ROOM = new Room("app-1", "finals", null, RoomStatus.ACTIVE, null, List.of());
    private static final Destroyed SENT = new Destroyed(ago(2), true, 1);
    private static final Attempts ALL = new Attempts(Create.UNCLEAR, null, in(1), SENT, in(3), false, List.of(), null);

    @ParameterizedTest
    @FieldSource("attempts")
    void whatMayStillTakeEffect(Attempts actual, Attempts expected) {
        assertThat(actual).isEqualTo(expected);
    }

    static final Supplier<List<Arguments>> attempts = () -> List.of(
            argumentSet("a claim that another operator left behind may have a createRoom on its way",
                    Attempts.ofUnconfirmedClaim(NOW),
                    new Attempts(Create.UNCLEAR, null, in(30), null, null, false, List.of(), null)),
            argumentSet("a createRoom may take effect for 30 s", Attempts.NONE.created(Create.ACCEPTED, NOW),
                    new Attempts(Create.ACCEPTED, null, in(30), null, null, false, List.of(), null)),
            argumentSet("another createRoom says nothing about what else was sent", ALL.created(Create.REFUSED, NOW),
                    new Attempts(Create.REFUSED, null, in(30), SENT, in(3), false, List.of(), null)),
            argumentSet("a destroyRoom found the room", Attempts.NONE.destroyed(true, NOW),
                    new Attempts(Create.NONE, null, null, new Destroyed(NOW, true, 1), null, false, List.of(), null)),
            argumentSet("or it did not", Attempts.NONE.destroyed(false, NOW),
                    new Attempts(Create.NONE, null, null, new Destroyed(NOW, false, 1), null, false, List.of(), null)),
            argumentSet("one that finds nothing after one that found it has nothing new to say, but counts",
                    ALL.destroyed(false, NOW),
                    new Attempts(Create.UNCLEAR, null, in(1), new Destroyed(NOW, true, 2), in(3), false, List.of(),
                            null)),
            argumentSet("a call that wakes the room may do so for 30 s", ALL.mayWake(NOW),
                    new Attempts(Create.UNCLEAR, null, in(1), SENT, in(30), false, List.of(), null)),
            argumentSet("a suspendRoom was answered", ALL.suspended(),
                    new Attempts(Create.UNCLEAR, null, in(1), SENT, in(3), true, List.of(), null)),
            argumentSet("a look tells whether it took effect", ALL.suspended().seen(ROOM, NOW), ALL.seen(ROOM, NOW)),
            argumentSet("the room was seen; for a moment other answers may not show it yet", ALL.seen(ROOM, NOW),
                    new Attempts(Create.SEEN, null, in(1), SENT, in(3), false, List.of(), null)),
            argumentSet("what may wake it is over when its time is", ALL.seen(ROOM, in(3)),
                    new Attempts(Create.SEEN, null, null, SENT, null, false, List.of(), null)),
            argumentSet("nothing was sent, and the room was seen", Attempts.NONE.seen(ROOM, NOW),
                    new Attempts(Create.SEEN, null, null, null, null, false, List.of(), null)),
            argumentSet("the first createRoom counts, not its repetition", Attempts.NONE.sending(ago(2)).sending(NOW),
                    Attempts.NONE.sending(ago(2))),
            argumentSet("it says nothing by itself, so nothing else changes", ALL.sending(NOW),
                    new Attempts(Create.UNCLEAR, NOW, in(1), SENT, in(3), false, List.of(), null)));

    @ParameterizedTest(name = "sent {0}, started {1}, ours {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            00:00:10.0009 | 00:00:10        | true  | times of Hathora are truncated to milliseconds
            00:00:10      | 00:00:12        | true  | it took effect, whatever the answer was
            00:00:10      | 00:00:12 00:30  | true  | it was suspended and resumed since
            00:00:10      | 00:00:09.999    | false | it was there before
            00:00:10      | 09:00:12 00:00:09 | false | and was suspended and resumed since
            00:00:10      | -               | false | it is suspended, so it is not new
            00:00:10      | 00:00:12 never  | false | one of its times can't be read
            -             | 00:00:12        | false | this operator has not sent createRoom
            """)
    void aRefusedRoomIsOursIfItDidNotStartBeforeCreateRoomWasSent(@Nullable String sent, @Nullable String starts,
            boolean ours, String why) {
        Attempts taken = (sent == null ? Attempts.NONE : Attempts.NONE.sending(time(sent)))
                .refused(Create.TAKEN, "409", Specs.desired().request(), NOW);
        List<RoomAllocation> allocations = starts == null
                ? List.of()
                : Stream.of(starts.split(" ")).map(start -> new RoomAllocation("a-" + start.hashCode(), "p",
                        start.equals("never") ? null : time(start), null)).toList();
        Room room = new Room("app-1", "finals", null, RoomStatus.ACTIVE, null, allocations);

        assertThat(taken.seen(room, NOW).create()).isEqualTo(ours ? Create.SEEN : Create.TAKEN);
    }

    private static Instant time(String clock) {
        return Instant.parse("2026-11-29T" + (clock.length() == 5 ? clock + ":00" : clock) + "Z");
    }
}
