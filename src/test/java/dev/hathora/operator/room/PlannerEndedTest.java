package dev.hathora.operator.room;

import java.util.List;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.given;
import static dev.hathora.operator.room.Given.in;
import static dev.hathora.operator.room.PlanCase.rest;
import static dev.hathora.operator.room.PlanCase.row;

/** A room that ended by itself: the match is over, its process exited, somebody destroyed it. */
class PlannerEndedTest {
    private static final String NEVER = "restartPolicy: Never";
    private static final String SUSPENDED = "state: Suspended";
    private static final String OWN_ID = "roomId: finals";

    @ParameterizedTest
    @FieldSource
    void anEndIsToldFromNotBeingThereYet(PlanCase row) {
        row.check();
    }

    static final List<Arguments> anEndIsToldFromNotBeingThereYet = List.of(
            row("Hathora tells about a destroyed room", given().claimed().destroyed(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself; another one follows after 1 s")),
            row("404 for a room that has existed", given().confirmed().absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself")),
            row("404 for a room that was seen, though status could not note it", given().claimed().seen().absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself")),
            row("404 for a room that was seen so soon after its creation that other answers may lag behind",
                    given().confirmed().create(Create.ACCEPTED, 29).seen().absent(0, 0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "has shown the room and does not show it now")),
            row("404 for a room that Hathora has accepted and had time to show",
                    given().claimed().create(Create.ACCEPTED, 30).absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself")),
            row("404 for a room that Hathora has accepted a moment ago, noted in status already",
                    given().confirmed().create(Create.ACCEPTED, 29).absent(0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "does not show the room yet")),
            row("404 for a room that has existed, whatever became of a create sent again",
                    given().confirmed().create(Create.REFUSED, 0).absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself")));

    @ParameterizedTest
    @FieldSource
    void anotherRoomFollowsAfterADelay(PlanCase row) {
        row.check();
    }

    static final List<Arguments> anotherRoomFollowsAfterADelay = List.of(
            row("the first delay is 1 s from the end", given().confirmed().ran(60, 0).absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "another one follows after 1 s")),
            row("it runs from the end, not from when it was noticed", given().confirmed().ran(3600, 1).destroyed(1),
                    new Plan.ClaimRoom(SECOND)),
            row("one 404 may be a proxy's: there has to be another one 2 s later",
                    given().confirmed().ran(60, 1).absent(1, 1), rest(Reason.RESTARTING, Watch.NONE, in(1),
                            "another one follows after 1 s")),
            row("for which it is asked", given().confirmed().ran(60, 2).absent(2, 2), new Plan.LookUp(FIRST)),
            row("then the next id is claimed", given().confirmed().ran(60, 2).absent(0, 2),
                    new Plan.ClaimRoom(SECOND)),
            row("before its room is made, the one before it is ended in case it is there after all",
                    given().claimed(SECOND).ran(FIRST.roomId(), 60, 30), new Plan.DestroyPredecessor(FIRST)),
            row("unless that is known", given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).predecessorGone(),
                    new Plan.CreateRoom(SECOND, Specs.desired().request())),
            row("an end that status does not know is noted there first",
                    given().confirmed().runs().destroyed(1),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "another one follows after 1 s")),
            row("also that of a room that never ran", given().claimed().create(Create.ACCEPTED, 60).absent(9),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "another one follows after 1 s")),
            row("unless status can't be written", given().claimed().create(Create.ACCEPTED, 60).absent(10),
                    new Plan.ClaimRoom(SECOND)),
            row("an end that there is no place for in status counts from when it was noticed",
                    given().confirmed().ranInTheFuture(20).absent(300), new Plan.ClaimRoom(SECOND)),
            row("then the next id is claimed", given().confirmed().ran(60, 1).absent(0),
                    new Plan.ClaimRoom(SECOND)),
            row("a second short life doubles the delay",
                    given().confirmed(SECOND).ran(20, 1).ran(FIRST.roomId(), 60, 30).absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "another one follows after 2 s")),
            row("a long life starts over",
                    given().confirmed(SECOND).ran(601, 1).ran(FIRST.roomId(), 660, 630).absent(0),
                    new Plan.ClaimRoom(new Claim(Specs.APP, Given.IDS.id(2)))),
            row("nobody wants it to run now", given(SUSPENDED).confirmed().ran(60, 0).absent(0),
                    rest(Reason.SUSPENDED, Watch.NONE,
                            "ended while it was not wanted; another one is made when spec.state is Active")),
            row("an operator before us went on to the next room and could not note it",
                    given().confirmed().ran(60, 0).next(SECOND).absent(0), new Plan.ClaimRoom(SECOND)),
            row("which takes nothing for granted: the room in status may be there",
                    given().confirmed().next(SECOND).joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("a suspended room has not ended", given().confirmed().ran(60, 0).present(RoomStatus.SUSPENDED),
                    new Plan.ResumeRoom(FIRST)));

    @ParameterizedTest
    @FieldSource
    void withoutRestartItIsOver(PlanCase row) {
        row.check();
    }

    static final List<Arguments> withoutRestartItIsOver = List.of(
            row("restartPolicy Never leaves it at that", given(NEVER).confirmed().absent(0),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "Room " + FIRST.roomId() + " has ended.")),
            row("an own id can't be used twice", given(OWN_ID).confirmed().destroyed(3600),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "Room finals has ended.")),
            row("suspended or not", given(NEVER, SUSPENDED).confirmed().absent(0),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "has ended.")),
            row("the resource may be given a time to live",
                    given(NEVER, "ttlSecondsAfterFinished: 60").confirmed().runs().destroyed(10),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(50),
                            "has ended. The resource is deleted at 2026-03-01T12:00:50Z.")),
            row("after which it is deleted",
                    given(NEVER, "ttlSecondsAfterFinished: 60").confirmed().ran(100, 60).absent(0),
                    new Plan.DeleteResource()),
            row("but not on one 404 alone", given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(0, 1),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(1), "has ended. The resource is deleted at")),
            row("nor is anything else final", given(NEVER).confirmed().absent(0, 0),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(2), "has ended.")),
            row("an id of ours that Hathora refuses as used was that of a room of ours: no other one is made",
                    given(NEVER).claimed().create(Create.REFUSED, 31).destroyMissed(1).absent(0),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "has ended.")),
            row("at once, if spec wants that",
                    given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(0), new Plan.DeleteResource()));
}
