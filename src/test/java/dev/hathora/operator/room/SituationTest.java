package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.ago;
import static dev.hathora.operator.room.Given.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * The queries of other packages: whether the resource owns the room and wants it suspended, what can be repaired, and
 * how to abandon the room.
 */
class SituationTest {
    private static final String OWN_ID = "roomId: finals";

    @ParameterizedTest
    @FieldSource("holders")
    void saysWhetherThisResourceDecidesAboutTheRoom(Situation s, boolean holds) {
        assertThat(s.holdsRoom()).isEqualTo(holds);
    }

    static final Supplier<List<Arguments>> holders = () -> List.of(
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

    static final Supplier<List<Arguments>> sleepers = () -> List.of(
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

    static final Supplier<List<Arguments>> repairs = () -> List.of(
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

    static final Supplier<List<Arguments>> attempts = () -> List.of(
            argumentSet("nothing was sent", Attempts.NONE, true),
            argumentSet("the room was seen", Attempts.NONE.seen(Given.ROOM, Given.NOW), true),
            argumentSet("a createRoom is on its way", Attempts.NONE.created(Create.UNCLEAR, Given.NOW), false),
            argumentSet("a destroyRoom was sent", Attempts.NONE.destroyed(true, Given.NOW), false),
            argumentSet("a question may still wake it", Attempts.NONE.mayWake(Given.NOW), false),
            argumentSet("a suspendRoom was sent", Attempts.NONE.suspended(), false));

    @ParameterizedTest
    @FieldSource("wakers")
    void keepsTheLatestThatMayWakeTheRoom(Attempts expected, Attempts actual) {
        assertThat(actual).isEqualTo(expected);
    }

    static final Supplier<List<Arguments>> wakers = () -> List.of(
            argumentSet("nobody else asked", Attempts.NONE, Attempts.NONE.mayWakeUntil(null)),
            argumentSet("someone else did", Attempts.NONE.mayWake(Given.NOW),
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

    static final Supplier<List<Arguments>> restsOfTheDeleted = () -> List.of(
            argumentSet("only a person can help", given().claimed().deleting().situation(), Reason.CREDENTIALS_MISSING,
                    true),
            argumentSet("it goes on by itself", given().claimed().deleting().situation(), Reason.HATHORA_UNREACHABLE,
                    false),
            argumentSet("Kubernetes keeps the resource", given().claimed().deleting().situation(), Reason.WRITE_REFUSED,
                    false),
            argumentSet("there is no room", given().deleting().situation(), Reason.CREDENTIALS_MISSING, false),
            argumentSet("it is not being deleted", given().claimed().situation(), Reason.CREDENTIALS_MISSING, false));

    @ParameterizedTest
    @FieldSource("rooms")
    void saysWhetherARoomIsMissing(Situation s, boolean hasNoRoom, @Nullable Instant missingSince) {
        assertThat(s.hasNoRoom()).isEqualTo(hasNoRoom);
        assertThat(s.missingSince()).isEqualTo(missingSince);
    }

    static final Supplier<List<Arguments>> rooms = () -> List.of(
            argumentSet("it runs", given().confirmed().joinable().situation(), false, null),
            argumentSet("it was created a moment ago, and was never seen",
                    given().claimed().created(ReadyStatus.STARTING).situation(), true, null),
            argumentSet("nothing is known of a room that has existed", given().confirmed().situation(), false, null),
            argumentSet("nor of one that may never have", given().claimed().situation(), true, null),
            argumentSet("one that has existed is answered 404", given().confirmed().notFound(1, 9).situation(), false,
                    ago(9)),
            argumentSet("one that may never have existed is", given().claimed().notFound(1, 9).situation(), true, null),
            argumentSet("its end was noted long before, and is answered 404 since a restart of the operator",
                    given().confirmed().ran(9_000, 8_000).notFound(1, 9).situation(), true, null),
            argumentSet("its end was noted while it was answered 404",
                    given().confirmed().ran(9_000, 5).notFound(1, 9).situation(), false, ago(9)),
            argumentSet("it was on no process for long, which is not an end",
                    given().confirmed().ran(9_000, 8_000).offProcess().notFound(1, 9).situation(), false, ago(9)),
            argumentSet("an earlier room ended", given().confirmed().ran("another", 9_000, 8_000).notFound(1, 9)
                    .situation(), false, ago(9)),
            argumentSet("its 404 is believed, without proof", given().confirmed().absent(1, 9).situation(), false,
                    ago(9)),
            argumentSet("Hathora says that it was destroyed", given().confirmed().destroyed(1).situation(), true,
                    null),
            argumentSet("its 404 is believed, and its end was noted long before",
                    given().confirmed().ran(9_000, 8_000).absent(1, 9).situation(), true, null));

    @Test
    void changesOneThingOnly() {
        Situation s = given().confirmed().notStored().notFound(1, 9).create(Create.ACCEPTED, 5).ran(9, 5).situation();
        Observation unknown = new Observation.Unknown();
        Peers peers = new Peers(7, 9, Duration.ofSeconds(30));

        assertThat(s.with(unknown)).usingRecursiveComparison().ignoringFields("observation").isEqualTo(s);
        assertThat(s.with(unknown).observation()).isEqualTo(unknown);
        assertThat(s.with(unknown, Attempts.NONE)).usingRecursiveComparison().ignoringFields("observation", "attempts")
                .isEqualTo(s);
        assertThat(s.with(unknown, Attempts.NONE).attempts()).isEqualTo(Attempts.NONE);
        assertThat(s.with(peers)).usingRecursiveComparison().ignoringFields("peers").isEqualTo(s);
        assertThat(s.with(peers).peers()).isEqualTo(peers);
        assertThat(s.withStoredClaim()).usingRecursiveComparison().ignoringFields("claims.stored").isEqualTo(s);
        assertThat(s.withStoredClaim().claims().stored()).isTrue();
    }
}
