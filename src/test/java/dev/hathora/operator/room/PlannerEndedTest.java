package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

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

    static final Supplier<List<Arguments>> anEndIsToldFromNotBeingThereYet = () -> List.of(
            row("Hathora tells about a destroyed room", given().claimed().destroyed(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself. A new one is created after 1 s")),
            row("404 for a room that has existed", given().confirmed().absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself")),
            row("a single 404 proves nothing: the look-up is repeated 2 s later",
                    given().confirmed().notFound(1, 1),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "Hathora answers 404 for room " + FIRST.roomId())),
            row("then it is", given().confirmed().notFound(2, 2), new Plan.LookUp(FIRST)),
            row("who says so again is asked about the application", given().confirmed().notFound(0, 2),
                    new Plan.ConfirmAbsence(FIRST)),
            row("if he knows it, about the room once more", given().confirmed().notFound(0, 2, 0),
                    new Plan.LookUp(FIRST)),
            row("if it was a while ago that he said so, about the room first", given().confirmed().notFound(1, 3),
                    new Plan.LookUp(FIRST)),
            row("404 for a room that was seen, though status could not note it", given().claimed().seen().absent(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "ended by itself")),
            row("404 for a room that was seen so soon after its creation that other answers may lag behind",
                    given().confirmed().create(Create.ACCEPTED, 29).seen().absent(0, 0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "has shown the room before, but does not show it now")),
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

    static final Supplier<List<Arguments>> anotherRoomFollowsAfterADelay = () -> List.of(
            row("the first delay is 1 s from the end", given().confirmed().ran(60, 0).destroyed(0),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "A new one is created after 1 s")),
            row("it runs from the end, not from when it was noticed", given().confirmed().ran(3600, 1).destroyed(1),
                    new Plan.ClaimRoom(SECOND)),
            row("where only 404 came, it runs from the first one", given().confirmed().ran(60, 2).absent(0, 2),
                    new Plan.ClaimRoom(SECOND)),
            row("but not if the last 404 is old: it is asked once more right before",
                    given().confirmed().ran(60, 5).absent(2, 5), new Plan.LookUp(FIRST)),
            row("before its room is made, the one before it is looked at: alive, it is kept",
                    given().claimed(SECOND).ran(FIRST.roomId(), 60, 30), new Plan.LookUpPredecessor(FIRST)),
            row("which holds for a moment", given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).predecessorMissing(2),
                    new Plan.LookUpPredecessor(FIRST)),
            row("then it is ended in case it is there after all",
                    given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).predecessorMissing(1),
                    new Plan.DestroyPredecessor(FIRST)),
            row("also if it is unknown whether the next one was created",
                    given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).create(Create.UNCLEAR, 31).absent(0, 60),
                    new Plan.LookUpPredecessor(FIRST)),
            row("what destroyRoom has not found a moment ago is not there",
                    given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).predecessorNotDestroyed(1),
                    new Plan.CreateRoom(SECOND, Specs.desired().request())),
            row("later it may be", given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).predecessorNotDestroyed(2),
                    new Plan.LookUpPredecessor(FIRST)),
            row("unless that is known", given().claimed(SECOND).ran(FIRST.roomId(), 60, 30).predecessorGone(),
                    new Plan.CreateRoom(SECOND, Specs.desired().request())),
            row("an end that status does not know is noted there first",
                    given().confirmed().runs().destroyed(1),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "A new one is created after 1 s")),
            row("also that of a room that never ran", given().claimed().create(Create.ACCEPTED, 60).absent(1, 69, 9),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "A new one is created after 1 s")),
            row("unless status can't be written for 10 s",
                    given().claimed().create(Create.ACCEPTED, 60).absent(0, 70, 10),
                    new Plan.ClaimRoom(SECOND)),
            row("also where status is full of others: they make place for it, whatever their times",
                    given().confirmed().ranInTheFuture(20).absent(0, 300),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "A new one is created after 300 s")),
            row("then the next id is claimed", given().confirmed().ran(60, 1).absent(0),
                    new Plan.ClaimRoom(SECOND)),
            row("each short life doubles the delay",
                    given().confirmed(new Claim(Specs.APP, Given.IDS.id(2))).ran(20, 2).ran(SECOND.roomId(), 60, 30)
                            .ran(FIRST.roomId(), 90, 70).absent(0, 2),
                    rest(Reason.RESTARTING, Watch.NONE, in(2), "A new one is created after 4 s")),
            row("while it lasts, the room is looked for again", given().confirmed(SECOND).ran(20, 1)
                    .ran(FIRST.roomId(), 60, 30).absent(4, 6), new Plan.LookUp(SECOND)),
            row("a long life starts over",
                    given().confirmed(SECOND).ran(601, 1).ran(FIRST.roomId(), 660, 630).absent(0),
                    new Plan.ClaimRoom(new Claim(Specs.APP, Given.IDS.id(2)))),
            row("nobody wants it to run now", given(SUSPENDED).confirmed().ran(60, 0).destroyed(0),
                    rest(Reason.SUSPENDED, Watch.NONE,
                            "has ended. A new one is created when spec.state is set to Active")),
            row("an operator before us went on to the next room and could not note it",
                    given().confirmed().ran(60, 0).next(SECOND).absent(0), new Plan.ClaimRoom(SECOND)),
            row("which takes nothing for granted: where the room in status is there, it is kept, and the next one ended",
                    given().confirmed().next(SECOND).nextMaybeCreated(1).joinable(), new Plan.DestroySuccessor(SECOND)),
            row("a createRoom of it may still take effect",
                    given().confirmed().next(SECOND).nextMaybeCreated(1).nextNotDestroyed(0).joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, in(29), "can be joined")),
            row("then it is ended again",
                    given().confirmed().next(SECOND).nextMaybeCreated(30).nextNotDestroyed(29).joinable(),
                    new Plan.DestroySuccessor(SECOND)),
            row("and the claim put right",
                    given().confirmed().next(SECOND).nextMaybeCreated(30).nextNotDestroyed(0).joinable(),
                    new Plan.ClaimRoom(FIRST)),
            row("at once, where it can't be there", given().confirmed().next(SECOND).nextGone().joinable(),
                    new Plan.ClaimRoom(FIRST)),
            row("a suspended room has not ended", given().confirmed().ran(60, 0).present(RoomStatus.SUSPENDED),
                    new Plan.ResumeRoom(FIRST)));

    @ParameterizedTest
    @FieldSource
    void theRoomBeforeItIsNotForgotten(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> theRoomBeforeItIsNotForgotten = () -> List.of(
            row("while another one runs in its place, it is ended again in case it is there after all",
                    second(30).predecessorNotDestroyed(25), new Plan.DestroyPredecessor(FIRST)),
            row("with growing pauses", second(30).predecessorNotDestroyed(30).predecessorNotDestroyed(15),
                    rest(Reason.ACTIVE, Watch.ROUTINE, in(15), "can be joined")),
            row("also where nobody remembers when that was", second(30), new Plan.DestroyPredecessor(FIRST)),
            row("not where its end is proved", second(30).predecessorGone(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("nor after five minutes", second(300), rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("the last time is then", second(310).predecessorNotDestroyed(300).predecessorNotDestroyed(100),
                    new Plan.DestroyPredecessor(FIRST)),
            row("what is to be done for the room that runs comes first",
                    given().confirmed(SECOND).ran(FIRST.roomId(), 60, 30).present(RoomStatus.SUSPENDED),
                    new Plan.ResumeRoom(SECOND)),
            row("a resource that is deleted makes sure of both",
                    second(30).destroySent(1).absent(0).deleting(), new Plan.DestroyPredecessor(FIRST)),
            row("of the one that stays behind, too", given("deletionPolicy: Retain").confirmed(SECOND)
                    .ran(FIRST.roomId(), 60, 30).joinable().deleting(), new Plan.DestroyPredecessor(FIRST)),
            row("and of the one that stays behind suspended", given("deletionPolicy: Suspend").confirmed(SECOND)
                    .ran(FIRST.roomId(), 60, 30).present(RoomStatus.SUSPENDED).deleting(),
                    new Plan.DestroyPredecessor(FIRST)),
            row("a 404 has to last for 10 s", second(8).destroySent(1).absent(0).predecessorNotDestroyed(1).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(9), "Waiting until room " + FIRST.roomId() + " is gone.")),
            row("then it is enough", second(30).destroySent(1).absent(0).predecessorNotDestroyed(20)
                    .predecessorNotDestroyed(10).deleting(), new Plan.Release(Plan.Release.Outcome.DESTROYED)),
            row("it counts from when the other one took its place, which may be long after the end",
                    second(400).predecessorNotDestroyed(7), new Plan.DestroyPredecessor(FIRST)),
            row("also after a restart of the operator",
                    given().confirmed(SECOND).ran(20, 10).ran(FIRST.roomId(), 3600, 400).joinable(),
                    new Plan.DestroyPredecessor(FIRST)),
            row("where status does not tell of its end yet, it is ended at once",
                    given().confirmed(SECOND).runs(FIRST.roomId()).joinable(), new Plan.DestroyPredecessor(FIRST)),
            row("and again", given().confirmed(SECOND).runs(FIRST.roomId()).predecessorNotDestroyed(2).joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, in(4), "can be joined")),
            row("a resource that is deleted and leaves its room makes sure of the one after it, too",
                    given("deletionPolicy: Suspend").confirmed().next(SECOND).nextMaybeCreated(1)
                            .present(RoomStatus.SUSPENDED).deleting(),
                    new Plan.DestroySuccessor(SECOND)),
            row("until it can't come up any more",
                    given("deletionPolicy: Retain").confirmed().next(SECOND).nextMaybeCreated(1).nextNotDestroyed(0)
                            .joinable().deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(29), "Waiting until room " + SECOND.roomId() + " is gone.")));

    /** Another room runs in the place of one that ended so many seconds ago. */
    private static Given second(long secondsAgo) {
        return given().confirmed(SECOND).ran(FIRST.roomId(), 3600, secondsAgo).joinable();
    }

    @ParameterizedTest
    @FieldSource
    void mostRoomsMissingAtOnceIsAnOutage(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> mostRoomsMissingAtOnceIsAnOutage = () -> List.of(
            row("who answers 404 has to show first that he knows the application",
                    given().confirmed().notFound(0, 2).missing(5, 5), new Plan.ConfirmAbsence(FIRST)),
            row("then the first that is missed waits until the others were looked at",
                    given().confirmed().absent(0, 10).missing(1, 5),
                    rest(Reason.VERIFYING, Watch.NONE, in(20), "asks again before it treats the room as gone")),
            row("and is looked at meanwhile", given().confirmed().absent(4, 6).missing(1, 5), new Plan.LookUp(FIRST)),
            row("also at the end", given().confirmed().absent(1, 30).missing(1, 5), new Plan.LookUp(FIRST)),
            row("then it is believed", given().confirmed().ran(60, 30).absent(0, 30).missing(2, 5),
                    new Plan.ClaimRoom(SECOND)),
            row("status is given time to note it from when it is believed",
                    given().confirmed().runs().absent(0, 33, 31).missing(1, 5),
                    rest(Reason.RESTARTING, Watch.NONE, in(1), "A new one is created after 1 s")),
            row("of less than five, most may well end together",
                    given().confirmed().ran(60, 2).absent(0, 2).missing(4, 4), new Plan.ClaimRoom(SECOND)),
            row("most of five do not", given().confirmed().absent(0, 60).missing(3, 5),
                    rest(Reason.HATHORA_UNREACHABLE, Watch.NONE, in(120),
                            "for most rooms of application " + Specs.APP + " at the same time. The operator "
                                    + "treats this as an outage "
                                    + "until 2026-03-01T12:04:00Z")),
            row("half of them may", given().confirmed().ran(90, 60).absent(0, 60).missing(5, 10),
                    new Plan.ClaimRoom(SECOND)),
            row("an outage that lasts for five minutes is none, if the application is known then",
                    given().confirmed().absent(0, 300, 290).missing(5, 5), new Plan.ConfirmAbsence(FIRST)),
            row("which is asked right after the room", given().confirmed().absent(5, 305, 295).missing(5, 5),
                    new Plan.LookUp(FIRST)),
            row("and before it", given().confirmed().absent(1, 301, 0).missing(5, 5), new Plan.LookUp(FIRST)),
            row("then it is believed, too", given().confirmed().ran(900, 301).absent(0, 301).missing(5, 5),
                    new Plan.ClaimRoom(SECOND)),
            row("also where no other room would follow", given(NEVER).confirmed().absent(0, 60).missing(3, 5),
                    rest(Reason.HATHORA_UNREACHABLE, Watch.NONE, in(120), "as an outage")),
            row("or nothing is done", given("paused: true").confirmed().absent(0, 60).missing(3, 5),
                    rest(Reason.HATHORA_UNREACHABLE, Watch.NONE, in(120), "as an outage")),
            row("a room that Hathora calls destroyed has ended, whatever becomes of others",
                    given(NEVER).confirmed().destroyed(0).missing(5, 5),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "has ended")),
            row("a resource that is deleted waits for its end", given().confirmed().destroyMissed(1).absent(0, 60)
                    .missing(5, 5).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(14), "treats as an outage")),
            row("also one that leaves its room suspended", given("deletionPolicy: Suspend").confirmed().absent(0, 60)
                    .missing(5, 5).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(15), "Confirming that room " + FIRST.roomId() + " is gone")),
            row("unless destroyRoom has found the room", given().confirmed().destroySent(1).absent(0, 60)
                    .missing(5, 5).deleting(), new Plan.Release(Plan.Release.Outcome.DESTROYED)));

    @ParameterizedTest
    @FieldSource
    void withoutRestartItIsOver(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> withoutRestartItIsOver = () -> List.of(
            row("restartPolicy Never leaves it at that, and looks again for a while whether it is there after all",
                    given(NEVER).confirmed().absent(0, 10),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(20), "Room " + FIRST.roomId() + " has ended.")),
            row("with growing pauses", given(NEVER).confirmed().absent(20, 30), new Plan.LookUp(FIRST)),
            row("the last time after five minutes", given(NEVER).confirmed().absent(0, 120),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(180), "has ended.")),
            row("and who says so is asked about the application again",
                    given(NEVER).confirmed().absent(0, 300, 290), new Plan.ConfirmAbsence(FIRST)),
            row("and then no more", given(NEVER).confirmed().absent(0, 300),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "has ended.")),
            row("an own id can't be used twice", given(OWN_ID).confirmed().destroyed(3600),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "Room finals has ended.")),
            row("suspended or not", given(NEVER, SUSPENDED).confirmed().destroyed(0),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "has ended.")),
            row("the resource may be given a time to live",
                    given(NEVER, "ttlSecondsAfterFinished: 60").confirmed().runs().destroyed(10),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(50),
                            "has ended. The resource is deleted at 2026-03-01T12:00:50Z.")),
            row("after which it is deleted",
                    given(NEVER, "ttlSecondsAfterFinished: 60").confirmed().destroyed(60), new Plan.DeleteResource()),
            row("but where only 404 came, not before five minutes are over",
                    given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(0, 240),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(60),
                            "has ended. The resource is deleted at 2026-03-01T12:01:00Z.")),
            row("then who says so is asked about the application once more",
                    given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(0, 310, 300),
                    new Plan.ConfirmAbsence(FIRST)),
            row("and about the room right before that",
                    given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(5, 310, 300), new Plan.LookUp(FIRST)),
            row("and after it", given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(1, 310, 0),
                    new Plan.LookUp(FIRST)),
            row("then it is over", given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().absent(0, 310),
                    new Plan.DeleteResource()),
            row("it counts from the end of a suspended room, not from its suspension",
                    given(NEVER, "ttlSecondsAfterFinished: 60").confirmed().ran(3600, 1800).offProcess().destroyed(10),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(50), "The resource is deleted at 2026-03-01T12:00:50Z.")),
            row("also where only 404s tell of it",
                    given(NEVER, "ttlSecondsAfterFinished: 600").confirmed().ran(3600, 1800).offProcess()
                            .absent(0, 400),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(200), "The resource is deleted at 2026-03-01T12:03:20Z.")),
            row("an id of ours that Hathora refuses as used was that of a room of ours: no other one is made",
                    given(NEVER).claimed().create(Create.REFUSED, 31).destroyMissed(1).absent(0, 300),
                    rest(Reason.ROOM_ENDED, Watch.NONE, "has ended.")),
            row("it is looked up again while only 404s tell of its end",
                    given(NEVER).claimed().create(Create.REFUSED, 40).destroyMissed(6).absent(5, 10),
                    rest(Reason.ROOM_ENDED, Watch.NONE, in(5), "has ended.")),
            row("when that is due, and not by passes that find nothing to do",
                    given(NEVER).claimed().create(Create.REFUSED, 40).destroyMissed(11).absent(10, 15),
                    new Plan.LookUp(FIRST)),
            row("at once, if spec wants that and Hathora says so",
                    given(NEVER, "ttlSecondsAfterFinished: 0").confirmed().destroyed(0), new Plan.DeleteResource()));
}
