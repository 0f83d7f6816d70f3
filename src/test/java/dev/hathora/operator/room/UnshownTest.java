package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.RoomStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Whether a change that Hathora accepted is still waited for. */
class UnshownTest {
    private static final String SUSPENDED = "state: Suspended";
    private static final Plan.Change UPDATE = new Plan.UpdateRoomConfig(FIRST, "one");
    private static final Plan.Change SUSPEND = new Plan.SuspendRoom(FIRST);
    private static final Plan.Change RESUME = new Plan.ResumeRoom(FIRST);

    @ParameterizedTest
    @FieldSource("changes")
    void isOver(Plan.Change change, Given given, boolean over) {
        Attempts sent = Attempts.NONE.sent(change, NOW);
        Attempts attempts = given.situation().observation() instanceof Observation.Present present
                ? sent.looked(present.room(), NOW)
                : sent;

        assertThat(given.with(attempts).situation().upToDate().attempts().unshown(change) == null).isEqualTo(over);
    }

    static final Supplier<List<Arguments>> changes = () -> List.of(
            argumentSet("a configuration that the room does not show", UPDATE,
                    given("roomConfig: one").confirmed().configured("old").present(RoomStatus.ACTIVE), false),
            argumentSet("that it shows", UPDATE,
                    given("roomConfig: one").confirmed().configured("one").present(RoomStatus.ACTIVE), true),
            argumentSet("that nobody has looked for", UPDATE, given("roomConfig: one").confirmed(), false),
            argumentSet("that spec no longer wants", UPDATE,
                    given("roomConfig: two").confirmed().configured("old").present(RoomStatus.ACTIVE), true),
            argumentSet("a suspension that does not show", SUSPEND,
                    given(SUSPENDED).confirmed().present(RoomStatus.ACTIVE), false),
            argumentSet("that shows", SUSPEND, given(SUSPENDED).confirmed().present(RoomStatus.SUSPENDED), true),
            argumentSet("that nobody wants", SUSPEND, given().confirmed().present(RoomStatus.ACTIVE), true),
            argumentSet("that a deletion wants", SUSPEND, given().confirmed().deleting().present(RoomStatus.ACTIVE),
                    false),
            argumentSet("a resumption that does not show", RESUME, given().confirmed().present(RoomStatus.SUSPENDED),
                    false),
            argumentSet("that shows", RESUME, given().confirmed().present(RoomStatus.ACTIVE), true),
            argumentSet("that nobody wants", RESUME, given(SUSPENDED).confirmed().present(RoomStatus.SUSPENDED), true));

    @Test
    void anAcceptedConfigurationIsOverOnceTheRoomWasRead() {
        Attempts accepted = Attempts.NONE.sent(UPDATE, NOW);
        Given given = given("roomConfig: one").confirmed().configured("one").present(RoomStatus.ACTIVE);
        Observation.Present present = (Observation.Present) given.situation().observation();
        Attempts read = accepted.looked(present.room(), NOW);

        assertThat(accepted.areUnread()).isTrue();
        assertThat(given.with(accepted).situation().upToDate().attempts().unshown(UPDATE)).isNotNull();
        assertThat(read.areUnread()).isFalse();
        assertThat(given.with(read).situation().upToDate().attempts().unshown(UPDATE)).isNull();
    }

    @Test
    void isCountedForAsLongAsTheSameIsSent() {
        Attempts once = Attempts.NONE.sent(UPDATE, NOW);
        Attempts twice = once.sent(UPDATE, NOW);
        Attempts another = twice.sent(new Plan.UpdateRoomConfig(FIRST, "two"), NOW);

        assertThat(once.unshown(UPDATE)).isNotNull().returns(true, Unshown::isFirst).returns(1, Unshown::times);
        assertThat(twice.unshown(UPDATE)).isNotNull().returns(false, Unshown::isFirst).returns(2, Unshown::times);
        assertThat(another.unshown(UPDATE)).as("another one of its kind takes its place").isNull();
        assertThat(another.unshown()).hasSize(1);
        assertThat(another.sent(SUSPEND, NOW).unshown()).as("one of another kind does not").hasSize(2);
        assertThat(Attempts.NONE.sentLongAgo(UPDATE, NOW).unshown(UPDATE)).isNotNull()
                .returns(SentAgain.OFTEN, Unshown::times);
    }
}
