package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.ago;
import static dev.hathora.operator.room.Given.given;
import static dev.hathora.operator.room.PlanCase.rest;
import static dev.hathora.operator.room.PlanCase.row;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes that Hathora has accepted but does not show: its answers lag behind, someone undoes the change, or Hathora
 * never applies it.
 */
class PlannerSentAgainTest {
    private static final String CONFIG = "roomConfig: wanted";
    private static final String SUSPENDED = "state: Suspended";
    private static final Plan UPDATE = new Plan.UpdateRoomConfig(FIRST, "wanted");

    private static Given differs(int times, long secondsAgo, String... spec) {
        return given(spec.length == 0 ? new String[]{CONFIG} : spec).confirmed().configured("rewritten")
                .updateSent("wanted", times, secondsAgo).looked(RoomStatus.ACTIVE, secondsAgo);
    }

    /** When something that was sent so often, the last time so long ago, is sent again. */
    private static Instant again(int times, long secondsAgo) {
        return ago(secondsAgo).plus(SentAgain.after(Duration.ofSeconds(1), times, FIRST));
    }

    @ParameterizedTest
    @FieldSource
    void aConfigurationThatReadsBackDifferently(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aConfigurationThatReadsBackDifferently = () -> List.of(
            row("a moment ago: the answers may lag behind", differs(1, 0).joinable(),
                    rest(Reason.VERIFYING, Watch.ROUTINE, again(1, 0), "Waiting for Hathora to show the "
                            + "configuration")),
            row("a room that boots goes on booting meanwhile", differs(1, 0).present(RoomStatus.ACTIVE),
                    rest(Reason.STARTING, Watch.READINESS, again(1, 0), "is starting")),
            row("a second later somebody looks first", differs(1, 1).joinable(), new Plan.LookUp(FIRST)),
            row("and then it is sent again", differs(1, 1).looked(RoomStatus.ACTIVE, 0).joinable(), UPDATE),
            row("the second time it is given more time", differs(2, 1).joinable(),
                    rest(Reason.VERIFYING, Watch.ROUTINE, again(2, 1), "Waiting for Hathora")),
            row("the fourth time it is no lag: somebody rewrites it, and the room goes on", differs(4, 1).joinable(),
                    rest(Reason.ROOM_CONFIG_DIFFERS, Watch.ROUTINE, again(4, 1),
                            "shows a different one: Hathora or the game server rewrites it. Copy the")),
            row("also while it boots", differs(4, 1).present(RoomStatus.ACTIVE),
                    rest(Reason.ROOM_CONFIG_DIFFERS, Watch.READINESS, again(4, 1), "roomConfigPolicy to Initial")),
            row("and where it is suspended, as spec wants it",
                    differs(4, 1, CONFIG, SUSPENDED).looked(RoomStatus.SUSPENDED, 1).present(RoomStatus.SUSPENDED)
                            .updateSent("wanted", 1, 1),
                    rest(Reason.ROOM_CONFIG_DIFFERS, Watch.ROUTINE, again(5, 1), "shows a different one")),
            row("a room is resumed with the right configuration, if that is to be had",
                    given(CONFIG).confirmed().configured("rewritten").updateSent("wanted", 3, 1)
                            .present(RoomStatus.SUSPENDED),
                    rest(Reason.VERIFYING, Watch.ROUTINE, again(3, 1), "Waiting for Hathora")),
            row("else with another one", given(CONFIG).confirmed().configured("rewritten").updateSent("wanted", 4, 1)
                    .present(RoomStatus.SUSPENDED), new Plan.ResumeRoom(FIRST)),
            row("once the room's own configuration changes, it is put right at once",
                    differs(9, 1).configured("the game's own").joinable(), UPDATE),
            row("spec wants another one: that was never sent", differs(9, 1, "roomConfig: other").joinable(),
                    new Plan.UpdateRoomConfig(FIRST, "other")),
            row("spec leaves it to the game server now", differs(9, 1, CONFIG, "roomConfigPolicy: Initial").joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("accepted, and nobody has looked yet: the room goes on", given(CONFIG).confirmed().configured("wanted")
                    .updateSent("wanted", 1, 10).joinable(), rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("it shows by now", differs(9, 1).configured("wanted").joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")));

    @ParameterizedTest
    @FieldSource
    void aSuspensionOrResumptionThatDoesNotShow(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aSuspensionOrResumptionThatDoesNotShow = () -> List.of(
            row("suspended a moment ago, and it runs", given(SUSPENDED).confirmed().suspendSent(1, 0).joinable(),
                    rest(Reason.VERIFYING, Watch.ROUTINE, again(1, 0), "Hathora has accepted suspendRoom")),
            row("after the delay somebody looks first", given(SUSPENDED).confirmed().suspendSent(5, 60).joinable(),
                    new Plan.LookUp(FIRST)),
            row("and then it is sent again", given(SUSPENDED).confirmed().suspendSent(5, 60)
                    .looked(RoomStatus.ACTIVE, 0).joinable(), new Plan.SuspendRoom(FIRST)),
            row("it was off its process in between", given(SUSPENDED).confirmed().suspendSent(5, 1)
                    .looked(RoomStatus.SUSPENDED, 1).joinable(), new Plan.SuspendRoom(FIRST)),
            row("the resource is deleted, and its room is to stay suspended",
                    given("deletionPolicy: Suspend").confirmed().suspendSent(2, 0).joinable().deleting(),
                    rest(Reason.DELETING, Watch.ROUTINE, again(2, 0), "Hathora has accepted suspendRoom")),
            row("resumed a moment ago, and it is suspended",
                    given().confirmed().resumeSent(1, 0).present(RoomStatus.SUSPENDED),
                    rest(Reason.VERIFYING, Watch.ROUTINE, again(1, 0), "Hathora has accepted resumeRoom")),
            row("after the delay", given().confirmed().resumeSent(1, 1).looked(RoomStatus.SUSPENDED, 0)
                    .present(RoomStatus.SUSPENDED), new Plan.ResumeRoom(FIRST)),
            row("what spec no longer wants is forgotten",
                    given().confirmed().suspendSent(9, 1).resumeSent(1, 0).present(RoomStatus.SUSPENDED),
                    rest(Reason.VERIFYING, Watch.ROUTINE, again(1, 0), "Hathora has accepted resumeRoom")));

    @Test
    void whatIsOverIsForgotten() {
        assertThat(differs(9, 1).configured("wanted").joinable().situation().upToDate().attempts().unshown()).isEmpty();
        assertThat(given().confirmed().suspendSent(9, 1).joinable().situation().upToDate().attempts().unshown())
                .as("no longer wanted").isEmpty();
        assertThat(given(SUSPENDED).confirmed().resumeSent(9, 1).situation().upToDate().attempts().unshown()).isEmpty();
        assertThat(given(CONFIG, SUSPENDED).confirmed().updateSent("wanted", 1, 1).suspendSent(1, 1).situation()
                .upToDate().attempts().unshown()).as("nobody has looked").hasSize(2);
    }

    @Test
    void theDelaysDoubleToAboutFiveMinutes() {
        List<Duration> delays = IntStream.rangeClosed(1, 100)
                .mapToObj(times -> SentAgain.after(Duration.ofSeconds(1), times, FIRST)).toList();

        assertThat(delays).isSorted().startsWith(Duration.ofSeconds(1))
                .allMatch(delay -> delay.compareTo(Duration.ofSeconds(330)) <= 0);
        assertThat(delays.subList(9, 100)).allMatch(delay -> delay.compareTo(Duration.ofSeconds(270)) >= 0);
    }

    @Test
    void manyRoomsDoNotComeBackTogether() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> SentAgain.after(Duration.ofSeconds(1), 10,
                new Claim(Specs.APP, "room-" + i))).distinct()).hasSizeGreaterThan(10);
    }
}
