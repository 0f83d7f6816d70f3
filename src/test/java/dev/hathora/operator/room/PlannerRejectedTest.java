package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FINALS;
import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.given;
import static dev.hathora.operator.room.Given.in;
import static dev.hathora.operator.room.PlanCase.rest;
import static dev.hathora.operator.room.PlanCase.row;
import static org.assertj.core.api.Assertions.assertThat;

/** createRoom is rejected as if its id were taken, but Hathora rejects the request, not the id. */
class PlannerRejectedTest {
    private static final String NEVER = "restartPolicy: Never";
    private static final Plan CREATE_FIRST = new Plan.CreateRoom(FIRST, Specs.desired().request());

    @ParameterizedTest
    @FieldSource
    void afterTwoIdsThatNobodyEverSawItIsTheRequest(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> afterTwoIdsThatNobodyEverSawItIsTheRequest = () -> List.of(
            row("the first time the id may be taken after all", given().claimed().rejected(0, 1, 10).absent(0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "Hathora says that the id is taken")),
            row("so the next one is tried", given().claimed().rejected(0, 1, 31).destroyMissed(1).absent(0),
                    new Plan.ClaimRoom(SECOND)),
            row("the second time in a row it is not the id: no other one is claimed",
                    given().claimed(SECOND).rejected(1, 1, 0).absent(0),
                    rest(Reason.REQUEST_REJECTED, Watch.NONE, in(60),
                            "409: not so. No room was ever seen under this id, so Hathora refuses the request, not "
                                    + "the id")),
            row("nor later", given().claimed(SECOND).rejected(1, 1, 59).destroyMissed(1).absent(0),
                    rest(Reason.REQUEST_REJECTED, Watch.NONE, in(1), "409: not so")),
            row("after a minute it is tried again under the same id",
                    given().claimed(SECOND).rejected(1, 1, 60).absent(0),
                    new Plan.CreateRoom(SECOND, Specs.desired().request())),
            row("spec wants something else now: that may be taken",
                    given().claimed(SECOND).otherwiseRejected(1, 1).absent(0),
                    new Plan.CreateRoom(SECOND, Specs.desired().request())),
            row("spec wants no room now", given("state: Suspended").claimed(SECOND).rejected(1, 1, 1).absent(0),
                    rest(Reason.SUSPENDED, Watch.ROUTINE, "There is no room yet")),
            row("where an earlier createRoom may have made the room, its id is used up",
                    given().claimed(SECOND).create(Attempts.Create.UNCLEAR, 60).rejected(0, 1, 31).destroyMissed(1)
                            .absent(0),
                    new Plan.ClaimRoom(new Claim(Specs.APP, Given.IDS.id(2)))),
            row("no second id is tried where spec wants one room only",
                    given(NEVER).claimed().rejected(0, 1, 31).destroyMissed(1).absent(0),
                    rest(Reason.REQUEST_REJECTED, Watch.NONE, in(29), "409: not so")),
            row("nor by and by", given(NEVER).claimed().rejected(0, 1, 61).destroyMissed(1).absent(0), CREATE_FIRST),
            row("an id of the user's own may have been used, so its message has Hathora's words",
                    given("roomId: finals").claimed(FINALS).rejected(0, 1, 31).destroyMissed(1).absent(0),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "Hathora's message: 409: not so")));

    @Test
    void aRestartedOperatorReadsItFromStatus() {
        Given given = given().claimed(SECOND).rejected(1, 1, 0).absent(0);
        Rest told = (Rest) new Planner().plan(given.situation());

        Attempts recalled = Attempts.ofUnconfirmedClaim(NOW).rejectedBefore(told.message(), Specs.desired().request(),
                NOW);
        Rest after = (Rest) new Planner().plan(given.with(recalled).situation());

        assertThat(after.reason()).isEqualTo(Reason.REQUEST_REJECTED);
        assertThat(after.message()).as("nothing is written").isEqualTo(told.message());
        assertThat(Attempts.NONE.rejectedBefore("createRoom failed: 400", Specs.desired().request(), NOW))
                .as("a rejection of another kind").isEqualTo(Attempts.NONE);
    }

    @Test
    void whatAnEarlierVersionToldIsUnderstoodAfterAnUpgrade() {
        String told = "createRoom failed: 422. No room was ever seen under this id, so it is the request that Hathora "
                + "refuses: correct in spec what it names; what can't be changed there needs a new resource. It is tried "
                + "again with growing delays.";

        Rejection recalled = Rejection.told(told, Specs.desired().request(), NOW);

        assertThat(recalled).isEqualTo(new Rejection("createRoom failed: 422", Specs.desired().request(), 2, 1, NOW));
    }

    @Test
    void aRoomThatIsSeenEndsIt() {
        Attempts rejected = Attempts.NONE.refused(Attempts.Create.REFUSED, "409", Specs.desired().request(), NOW);

        assertThat(rejected.seen(Given.ROOM, NOW).rejection()).isNull();
        assertThat(rejected.created(Attempts.Create.ACCEPTED, NOW).rejection()).isNull();
        assertThat(rejected.seen(Given.ROOM, NOW).forNextId()).isEqualTo(Attempts.NONE);
    }
}
