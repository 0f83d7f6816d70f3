package dev.hathora.operator.room;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Release.Outcome;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.PLACED;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.given;
import static dev.hathora.operator.room.Given.in;
import static dev.hathora.operator.room.PlanCase.rest;
import static dev.hathora.operator.room.PlanCase.row;

/** The resource is being deleted: its room is handled, that is verified, and only then the finalizer is removed. */
class PlannerDeletionTest {
    private static final String SUSPEND = "deletionPolicy: Suspend";
    private static final String RETAIN = "deletionPolicy: Retain";
    private static final String OWN_ID = "roomId: finals";
    private static final String PAUSED = "paused: true";

    @ParameterizedTest
    @FieldSource
    void whoDecides(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> whoDecides = () -> List.of(
            row("no claim, nothing to clean up", given().deleting(), new Plan.Release(Outcome.NEVER_CREATED)),
            row("someone else's room in spec.roomId is not ours", given(OWN_ID).joinable().deleting(),
                    new Plan.Release(Outcome.NEVER_CREATED)),
            row("a person gives the room up", given().confirmed().abandon(FIRST.roomId()).deleting(),
                    new Plan.Release(Outcome.ABANDONED)),
            row("even while paused", given(PAUSED).confirmed().abandon(FIRST.roomId()).deleting(),
                    new Plan.Release(Outcome.ABANDONED)),
            row("the room with the id belongs to someone else",
                    given(OWN_ID).claimed().create(Create.TAKEN, 1).seen().joinable().deleting(),
                    new Plan.Release(Outcome.NEVER_CREATED)),
            row("it may be ours, and show a moment later",
                    given(OWN_ID).claimed().create(Create.TAKEN, 1).notFound(0, 0).deleting(),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "does not show the room yet")),
            row("or when it is on a process",
                    given(OWN_ID).claimed().create(Create.TAKEN, 1).present(RoomStatus.SCHEDULING).deleting(),
                    rest(Reason.DELETING, Watch.ROUTINE, in(1), "when it is on a process")),
            row("not any more", given(OWN_ID).claimed().create(Create.TAKEN, 30).notFound(0, 29).deleting(),
                    new Plan.Release(Outcome.NEVER_CREATED)),
            row("but not another room", given().confirmed().abandon("finals").deleting(), new Plan.LookUp(FIRST)),
            row("paused: deletion waits", given(PAUSED).confirmed().joinable().deleting(),
                    rest(Reason.PAUSED, Watch.NONE, "Deletion waits because spec.paused is true: set it to false.")),
            row("only observed: nothing is changed",
                    given(OWN_ID, "managementPolicy: ObserveOnly").confirmed().joinable().deleting(),
                    new Plan.Release(Outcome.RETAINED)),
            row("the room is an older resource's", given(OWN_ID).claimed().heldBy("arena/older").deleting(),
                    new Plan.Release(Outcome.RETAINED)),
            row("an older resource that has not laid claim to the room does not keep it from its end",
                    given(OWN_ID).confirmed().joinable().alsoWantedBy("arena/older").deleting(),
                    new Plan.DestroyRoom(Given.FINALS)),
            row("no room was ever made that could be left behind", given(RETAIN).claimed().deleting(),
                    new Plan.Release(Outcome.NEVER_CREATED)),
            row("one may have been made", given(RETAIN).claimed().create(Create.UNCLEAR, 5).deleting(),
                    new Plan.Release(Outcome.RETAINED)),
            row("a policy of a later version: it is unknown whether the room may be changed",
                    given(OWN_ID, "managementPolicy: Borrowed").confirmed().joinable().deleting(),
                    rest(Reason.INVALID_SPEC, Watch.NONE, in(60), "spec.managementPolicy has a value that")),
            row("Retain leaves it alone", given(RETAIN).confirmed().joinable().deleting(),
                    new Plan.Release(Outcome.RETAINED)),
            row("a policy of a later version: the room is neither destroyed nor released until the operator knows "
                    + "the policy",
                    given("deletionPolicy: Archive").confirmed().joinable().deleting(),
                    rest(Reason.INVALID_SPEC, Watch.NONE, in(60), "upgrade the operator")),
            row("an invalid spec may still have a room",
                    given(OWN_ID, "restartPolicy: Always").confirmed().joinable().deleting(),
                    new Plan.DestroyRoom(Given.FINALS)));

    @ParameterizedTest
    @FieldSource
    void destroyingIsVerified(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> destroyingIsVerified = () -> List.of(
            row("what is not known is looked up", given().confirmed().deleting(), new Plan.LookUp(FIRST)),
            row("so is what was just created", given().claimed().created(ReadyStatus.ACTIVE).deleting(),
                    new Plan.LookUp(FIRST)),
            row("it runs", given().confirmed().joinable().deleting(), new Plan.DestroyRoom(FIRST)),
            row("it is suspended", given().confirmed().present(RoomStatus.SUSPENDED).deleting(),
                    new Plan.DestroyRoom(FIRST)),
            row("the answer to destroyRoom is no proof", given().confirmed().destroySent(0).deleting(),
                    new Plan.LookUp(FIRST)),
            row("Hathora may show it for a moment longer",
                    given().confirmed().joinable().destroySent(1).deleting(),
                    rest(Reason.DELETING, Watch.ROUTINE, in(1), "Waiting until room " + FIRST.roomId() + " is gone.")),
            row("destroyed long enough ago and still there: again",
                    given().confirmed().joinable().destroySent(2).deleting(), new Plan.DestroyRoom(FIRST)),
            row("what is accepted and never happens is sent again after longer and longer delays",
                    given().confirmed().joinable().destroySent(9).destroySent(3).deleting(),
                    rest(Reason.DELETING, Watch.ROUTINE,
                            Given.ago(3).plus(SentAgain.after(Duration.ofSeconds(2), 2, FIRST)), "is gone")),
            row("those that found no room delay it less: it is back after an outage",
                    given().confirmed().joinable().destroyMissed(60).destroyMissed(45).destroyMissed(30)
                            .destroyMissed(20)
                            .destroyMissed(9).deleting(),
                    new Plan.DestroyRoom(FIRST)),
            row("404 proves it", given().confirmed().absent(0).destroySent(1).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("so does a destroyed room", given().confirmed().destroyed(0).destroySent(1).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("it had ended before, as Hathora still tells", given().confirmed().destroyed(60).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("it has ended before, but only a 404 says so, which may be from a proxy: it is destroyed anyway",
                    given().confirmed().absent(0).deleting(), new Plan.DestroyRoom(FIRST)),
            row("destroyRoom says 404, too: it is tried again for a minute",
                    given().confirmed().destroyMissed(4).notFound(0, 9).deleting(), new Plan.DestroyRoom(FIRST)),
            row("with growing pauses", given().confirmed().destroyMissed(2).notFound(0, 8).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(1), "Waiting until room " + FIRST.roomId() + " is gone.")),
            row("once more at its end", given().confirmed().destroyMissed(8).notFound(0, 10).deleting(),
                    new Plan.DestroyRoom(FIRST)),
            row("then who says so is asked about the application",
                    given().confirmed().destroyMissed(1).notFound(0, 61).deleting(), new Plan.ConfirmAbsence(FIRST)),
            row("what was known about him before does not count",
                    given().confirmed().destroyMissed(1).absent(0, 61, 55).deleting(), new Plan.ConfirmAbsence(FIRST)),
            row("if he knows it, about the room once more",
                    given().confirmed().destroyMissed(1).notFound(0, 61, 0).deleting(), new Plan.LookUp(FIRST)),
            row("then it is believed", given().confirmed().destroyMissed(1).absent(0, 61).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("it ended long ago, and was looked for since",
                    given().confirmed().destroyMissed(1).absent(0, 310, 5).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("it was seen and destroyed before status could say so",
                    given().claimed().seen().destroySent(1).absent(0).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("it was claimed and never made", given().claimed().absent(0).deleting(),
                    new Plan.Release(Outcome.NEVER_CREATED)),
            row("a later room was claimed, but only a 404 says that the one before it is gone",
                    given().confirmed().next(SECOND).absent(0).deleting(), new Plan.DestroyRoom(FIRST)),
            row("a later room was claimed: that one is next",
                    given().confirmed().next(SECOND).destroyed(0).deleting(), new Plan.ClaimRoom(SECOND)));

    @ParameterizedTest
    @FieldSource
    void aCreateThatMayStillBeInFlightIsWaitedOut(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aCreateThatMayStillBeInFlightIsWaitedOut = () -> List.of(
            row("unclear: it may have landed unseen, so it is ended blindly",
                    given().claimed().create(Create.UNCLEAR, 5).absent(0).deleting(), new Plan.DestroyRoom(FIRST)),
            row("accepted and not to be seen: likewise",
                    given().claimed().create(Create.ACCEPTED, 5).absent(0).deleting(), new Plan.DestroyRoom(FIRST)),
            row("refused, maybe because of an earlier create of ours: likewise",
                    given().claimed().create(Create.REFUSED, 5).absent(0).deleting(), new Plan.DestroyRoom(FIRST)),
            row("then it is waited out",
                    given().claimed().create(Create.UNCLEAR, 5).destroySent(4).absent(0).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(25), "Waiting until no createRoom for room")),
            row("what was seen before that proves nothing",
                    given().claimed().create(Create.UNCLEAR, 30).destroySent(20).absent(20).deleting(),
                    new Plan.LookUp(FIRST)),
            row("the look after it does",
                    given().claimed().create(Create.UNCLEAR, 31).destroySent(20).absent(1).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("nobody could ask for longer than that, and what was sent may have been held up just as long",
                    given().claimed().create(Create.UNCLEAR, 60).destroySent(1).absent(0, 12).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(18), "Waiting until no createRoom for room")),
            row("nothing but 404 came for a minute, and it was sent again meanwhile",
                    given().claimed().create(Create.UNCLEAR, 5).destroyMissed(1).notFound(0, 70).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(25), "Waiting until no createRoom for room")),
            row("at the end of that it is destroyed once more",
                    given().claimed().create(Create.UNCLEAR, 30).destroyMissed(20).notFound(0, 70).deleting(),
                    new Plan.DestroyRoom(FIRST)),
            row("it was seen, and destroyRoom found it: other answers may lag, it is gone",
                    given().claimed().create(Create.ACCEPTED, 5).seen().destroySent(1).absent(0, 0).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("however long ago: who sent it may have been cut off for minutes",
                    given().claimed().create(Create.UNCLEAR, 600).absent(0).deleting(), new Plan.DestroyRoom(FIRST)),
            row("it came up after all",
                    given().claimed().create(Create.UNCLEAR, 30).destroySent(20).joinable().deleting(),
                    new Plan.DestroyRoom(FIRST)),
            row("an id that Hathora says is destroyed can't come up any more",
                    given().claimed().create(Create.UNCLEAR, 5).destroyed(0).deleting(),
                    new Plan.Release(Outcome.DESTROYED)));

    @ParameterizedTest
    @FieldSource
    void aRoomIsKeptSuspended(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aRoomIsKeptSuspended = () -> List.of(
            row("it runs", given(SUSPEND).confirmed().joinable().deleting(), new Plan.SuspendRoom(FIRST)),
            row("what is not known is looked up", given(SUSPEND).confirmed().deleting(), new Plan.LookUp(FIRST)),
            row("it is suspended", given(SUSPEND).confirmed().present(RoomStatus.SUSPENDED).deleting(),
                    new Plan.Release(Outcome.SUSPENDED)),
            row("a status we don't know, on a process",
                    given(SUSPEND).confirmed().present(RoomStatus.UNRECOGNIZED, PLACED, null).deleting(),
                    new Plan.SuspendRoom(FIRST)),
            row("a call that wakes it may still be on its way",
                    given(SUSPEND).confirmed().joinable().mayWake(10).deleting(),
                    rest(Reason.VERIFYING, Watch.ROUTINE, in(20), "waits until an earlier call can no longer wake it")),
            row("it is suspended, but a call that wakes it may still be on its way, and nobody will look after it",
                    given(SUSPEND).confirmed().present(RoomStatus.SUSPENDED).mayWake(10).deleting(),
                    rest(Reason.VERIFYING, Watch.ROUTINE, in(20), "waits until an earlier call can no longer wake it")),
            row("only a look after that call's time proves that it stays suspended",
                    given(SUSPEND).confirmed().present(RoomStatus.SUSPENDED).mayWake(30).deleting(),
                    new Plan.LookUp(FIRST)),
            row("a createRoom that may still take effect is waited for, and the room is not destroyed: spec keeps "
                    + "the room",
                    given(SUSPEND).claimed().create(Create.ACCEPTED, 5).absent(0).deleting(),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "an earlier createRoom may still take effect")),
            row("every second", given(SUSPEND).claimed().create(Create.UNCLEAR, 5).absent(1).deleting(),
                    new Plan.LookUp(FIRST)),
            row("until it can no longer take effect",
                    given(SUSPEND).claimed().create(Create.UNCLEAR, 30).absent(0).deleting(),
                    new Plan.Release(Outcome.DESTROYED)),
            row("it is gone", given(SUSPEND).confirmed().absent(0).deleting(), new Plan.Release(Outcome.DESTROYED)),
            row("one 404 is not enough, and destroying it to make sure is not what spec wants",
                    given(SUSPEND).confirmed().notFound(0, 8).deleting(),
                    rest(Reason.DELETING, Watch.NONE, in(4), "Confirming that room " + FIRST.roomId() + " is gone.")),
            row("it is looked for again for a minute", given(SUSPEND).confirmed().notFound(4, 12).deleting(),
                    new Plan.LookUp(FIRST)),
            row("then who says so is asked about the application",
                    given(SUSPEND).confirmed().notFound(0, 60).deleting(), new Plan.ConfirmAbsence(FIRST)),
            row("it was suspended when it was looked at last: somebody may have woken it since",
                    given(SUSPEND).confirmed().present(RoomStatus.SUSPENDED).lookedBefore().deleting(),
                    new Plan.LookUp(FIRST)));
}
