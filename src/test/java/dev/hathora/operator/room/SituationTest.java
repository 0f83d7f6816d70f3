package dev.hathora.operator.room;

import java.util.List;

import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** What others ask of a situation: who holds the room and wants it asleep, what can be put right, how to give it up. */
class SituationTest {
    private static final String OWN_ID = "roomId: finals";

    @ParameterizedTest
    @FieldSource("holders")
    void saysWhetherThisResourceDecidesAboutTheRoom(Situation s, boolean holds) {
        assertThat(s.holdsRoom()).isEqualTo(holds);
    }

    static final List<Arguments> holders = List.of(
            argumentSet("its claim", given().claimed().situation(), true),
            argumentSet("no claim", given().situation(), false),
            argumentSet("a claim that only annotations tell of", given(OWN_ID).claimed().unsettled().situation(),
                    false),
            argumentSet("an observer", given(OWN_ID, "managementPolicy: ObserveOnly").claimed().situation(), false),
            argumentSet("another one comes first", given(OWN_ID).claimed().outranked("arena/other").situation(), false),
            argumentSet("a search found no other", given(OWN_ID).claimed().alone().situation(), true));

    @ParameterizedTest
    @FieldSource("sleepers")
    void saysWhetherTheRoomIsToSleep(Situation s, boolean asleep) {
        assertThat(s.wantsRoomAsleep()).isEqualTo(asleep);
    }

    static final List<Arguments> sleepers = List.of(
            argumentSet("it is to run", given().claimed().situation(), false),
            argumentSet("it is to be suspended", given("state: Suspended").claimed().situation(), true),
            argumentSet("it ends with its resource", given("state: Suspended").claimed().deleting().situation(), false),
            argumentSet("it is left behind suspended",
                    given("deletionPolicy: Suspend").claimed().deleting().situation(), true));

    @ParameterizedTest
    @FieldSource("repairs")
    void saysWhetherAStepOnlyPutsAClaimRight(Situation s, Plan.Step step, boolean repaired) {
        assertThat(s.claims().isRepairedBy(step)).isEqualTo(repaired);
    }

    static final List<Arguments> repairs = List.of(
            argumentSet("a room that exists", given().confirmed().notStored().situation(), new Plan.ClaimRoom(FIRST),
                    true),
            argumentSet("another room", given().confirmed().notStored().situation(), new Plan.ClaimRoom(SECOND), false),
            argumentSet("a room that is not known to exist", given().claimed().notStored().situation(),
                    new Plan.ClaimRoom(FIRST), false),
            argumentSet("one that another one follows", given().confirmed().next(SECOND).situation(),
                    new Plan.ClaimRoom(FIRST), false),
            argumentSet("no claim", given().confirmed().situation(), new Plan.DestroyRoom(FIRST), false));

    @ParameterizedTest
    @FieldSource("attempts")
    void saysWhetherNothingSentCanStillTakeEffect(Attempts attempts, boolean over) {
        assertThat(attempts.areOver()).isEqualTo(over);
    }

    static final List<Arguments> attempts = List.of(
            argumentSet("nothing was sent", Attempts.NONE, true),
            argumentSet("the room was seen", Attempts.NONE.seen(Given.NOW), true),
            argumentSet("a createRoom is on its way", Attempts.NONE.created(Create.UNCLEAR, Given.NOW), false),
            argumentSet("a destroyRoom was sent", Attempts.NONE.destroyed(true, Given.NOW), false),
            argumentSet("a question may still wake it", Attempts.NONE.mayWake(Given.NOW), false),
            argumentSet("a suspendRoom was sent", Attempts.NONE.suspended(), false));

    @ParameterizedTest
    @FieldSource("wakers")
    void keepsTheLatestThatMayWakeTheRoom(Attempts expected, Attempts actual) {
        assertThat(actual).isEqualTo(expected);
    }

    static final List<Arguments> wakers = List.of(
            argumentSet("nobody else asked", Attempts.NONE, Attempts.NONE.mayWakeUntil(null)),
            argumentSet("somebody else did", Attempts.NONE.mayWake(Given.NOW),
                    Attempts.NONE.mayWakeUntil(Given.NOW.plus(Timing.SETTLING))),
            argumentSet("earlier than we", Attempts.NONE.mayWake(Given.NOW),
                    Attempts.NONE.mayWake(Given.NOW).mayWakeUntil(Given.in(1))),
            argumentSet("later than we", Attempts.NONE.mayWake(Given.in(5)),
                    Attempts.NONE.mayWake(Given.NOW).mayWakeUntil(Given.in(5).plus(Timing.SETTLING))));

    @ParameterizedTest
    @FieldSource("restsOfTheDeleted")
    void tellsTheWayOutOfADeletionThatIsStuck(Situation s, Reason reason, boolean told) {
        Rest rest = Rest.of(reason, Watch.NONE, "Stuck.");

        Rest out = Abandonment.wayOut(rest, s);

        if (told) {
            assertThat(out.message()).startsWith("Stuck. ")
                    .contains("annotate the resource with hathora.dev/abandon-room=" + FIRST.roomId());
            assertThat(out.reason()).isEqualTo(reason);
        } else {
            assertThat(out).isEqualTo(rest);
        }
    }

    static final List<Arguments> restsOfTheDeleted = List.of(
            argumentSet("only a person can help", given().claimed().deleting().situation(), Reason.CREDENTIALS_MISSING,
                    true),
            argumentSet("it goes on by itself", given().claimed().deleting().situation(), Reason.HATHORA_UNREACHABLE,
                    false),
            argumentSet("Kubernetes keeps the resource", given().claimed().deleting().situation(), Reason.WRITE_REFUSED,
                    false),
            argumentSet("there is no room", given().deleting().situation(), Reason.CREDENTIALS_MISSING, false),
            argumentSet("it is not being deleted", given().claimed().situation(), Reason.CREDENTIALS_MISSING, false));
}
