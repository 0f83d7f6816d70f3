package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FINALS;
import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.PLACED;
import static dev.hathora.operator.room.Given.RESTORED;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.given;
import static dev.hathora.operator.room.Given.in;
import static dev.hathora.operator.room.PlanCase.rest;
import static dev.hathora.operator.room.PlanCase.row;

/** A room from its claim to the desired state. Endings, deletion and read-only resources have their own tests. */
class PlannerTest {
    private static final SetClaim HUB = new SetClaim("hub", "uid-of-hub");

    private static final Claim THIRD = new Claim(Specs.APP, Given.IDS.id(2));
    private static final String SUSPENDED = "state: Suspended";
    private static final String OWN_ID = "roomId: finals";
    private static final String ADOPT = "adoptionPolicy: IfExists";
    private static final String CONFIG = "roomConfig: 'map: dust'";
    private static final CreateRoomRequest IN_CHICAGO = new CreateRoomRequest("Chicago", null, null, null);

    @ParameterizedTest
    @FieldSource
    void theRoomIsClaimedBeforeItIsMade(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> theRoomIsClaimedBeforeItIsMade = () -> List.of(
            row("a fresh resource claims the id that is derived for it", given(),
                    new Plan.ClaimRoom(FIRST)),
            row("no room is made only to be suspended", given(SUSPENDED),
                    rest(Reason.SUSPENDED, Watch.NONE, "It is created when spec.state is set to Active")),
            row("an id of the caller's own may name a room that exists, so a look decides first", given(OWN_ID),
                    new Plan.LookUp(FINALS)),
            row("somebody says that there is no such room: does he know the application?",
                    given(OWN_ID).notFound(0, 0), new Plan.ConfirmAbsence(FINALS)),
            row("that he said so a while ago does not matter any more", given(OWN_ID).notFound(1, 1),
                    new Plan.LookUp(FINALS)),
            row("that he knew it before does not, either", given(OWN_ID).absent(0, 5, 1),
                    new Plan.ConfirmAbsence(FINALS)),
            row("he does: the id is free, unless another resource wants it", given(OWN_ID).notFound(0, 0, 0),
                    new Plan.FindHolders(FINALS, false)),
            row("none does", given(OWN_ID).notFound(0, 0, 0).alone(), new Plan.ClaimRoom(FINALS)),
            row("nor where that was so before", given(OWN_ID).absent(0).alone(), new Plan.ClaimRoom(FINALS)),
            row("one does, and another operator looks after it", given(OWN_ID).absent(0).outranked("arena/holder"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(10), "room finals is held by resource arena/holder")),
            row("an id that was derived for another resource is that one's, whether its room is there or not",
                    given("roomId: " + Given.OF_ANOTHER.roomId()).absent(0).alone(),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60),
                            "was generated for another resource")),
            row("not even adopted", given("roomId: " + Given.OF_ANOTHER.roomId(), ADOPT).joinable().alone(),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "create a new resource with another id")),
            row("nor waited for", given("roomId: " + Given.OF_ANOTHER.roomId(), SUSPENDED).alone(),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60),
                            "was generated for another resource")),
            row("the room of a resource of this name that is gone may be named, and taken over",
                    given("roomId: " + Given.RESTORED.roomId(), ADOPT).joinable().alone(),
                    new Plan.ClaimRoom(Given.RESTORED)),
            row("that was seen long ago, while spec wanted something else: somebody may have taken the id since",
                    given(OWN_ID).notFound(10, 10, 10), new Plan.LookUp(FINALS)),
            row("a room that exists is not taken over unasked", given(OWN_ID).joinable(),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60),
                            "room finals already exists: set adoptionPolicy: IfExists to take it over")),
            row("a room that exists is taken over where spec says so", given(OWN_ID, ADOPT).joinable().alone(),
                    new Plan.ClaimRoom(FINALS)),
            row("but not before other resources were looked for", given(OWN_ID, ADOPT).joinable(),
                    new Plan.FindHolders(FINALS, false)),
            row("an id that was used up can't be had again", given(OWN_ID, ADOPT).destroyed(5),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "Hathora accepts an id only once")),
            row("suspended without adoption: nothing to look for", given(OWN_ID, SUSPENDED),
                    rest(Reason.SUSPENDED, Watch.NONE, "There is no room yet")),
            row("suspended with adoption: there may be a room to take over", given(OWN_ID, ADOPT, SUSPENDED),
                    new Plan.LookUp(FINALS)),
            row("suspended with adoption: a running room is taken over first, suspended then",
                    given(OWN_ID, ADOPT, SUSPENDED).joinable().alone(), new Plan.ClaimRoom(FINALS)),
            row("Hathora has rejected our first createRoom: the existing room belongs to someone else",
                    given(OWN_ID).claimed().create(Create.TAKEN, 1).seen().joinable(), new Plan.Withdraw(FINALS)),
            row("where it does not show it, it may be our own room, and show a moment later",
                    given(OWN_ID).claimed().create(Create.TAKEN, 1).notFound(0, 0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "does not show the room yet")),
            row("until then it is asked for", given(OWN_ID).claimed().create(Create.TAKEN, 2).notFound(1, 1),
                    new Plan.LookUp(FINALS)),
            row("but not for longer than our createRoom could take effect",
                    given(OWN_ID).claimed().create(Create.TAKEN, 30).notFound(0, 29), new Plan.Withdraw(FINALS)),
            row("where it waits for a process, nothing shows whose room it is",
                    given(OWN_ID).claimed().create(Create.TAKEN, 29).present(RoomStatus.SCHEDULING),
                    rest(Reason.VERIFYING, Watch.ROUTINE, in(1), "when it is on a process")),
            row("but it is not waited for without end",
                    given(OWN_ID).claimed().create(Create.TAKEN, 30).present(RoomStatus.SCHEDULING),
                    new Plan.Withdraw(FINALS)),
            row("our own room that shows after all is claimed again",
                    given(OWN_ID).sending(40).create(Create.TAKEN, 40).startedSince(39).alone(),
                    new Plan.ClaimRoom(FINALS)),
            row("then it is as it would have been if it had been seen first",
                    given(OWN_ID).create(Create.TAKEN, 1).seen().joinable(),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "room finals already exists")),
            row("or as an id that was used up", given(OWN_ID).create(Create.TAKEN, 1).absent(0),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "Hathora refuses the id finals as already used")),
            row("if it may be taken over, it is",
                    given(OWN_ID, ADOPT).claimed().create(Create.TAKEN, 1).seen().joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("suspended with adoption: whether there is a room is not known",
                    given(OWN_ID, ADOPT, SUSPENDED).notFound(0, 0), new Plan.ConfirmAbsence(FINALS)),
            row("suspended with adoption: without a room there is nothing to do but to look whether it is made yet",
                    given(OWN_ID, ADOPT, SUSPENDED).absent(0),
                    rest(Reason.SUSPENDED, Watch.ROUTINE, "There is no room yet")),
            row("the lost claim of a room that we created is stored again",
                    given(OWN_ID).created(ReadyStatus.STARTING).alone(), new Plan.ClaimRoom(FINALS)),
            row("a claim that a person edited or removed is put right", given().confirmed().joinable().notStored(),
                    new Plan.ClaimRoom(FIRST)),
            row("also where the room was never seen", given().claimed().notStored(), new Plan.ClaimRoom(FIRST)),
            row("a later claim in the annotations is none that a person has damaged",
                    given().confirmed().next(SECOND), new Plan.LookUp(FIRST)),
            row("two resources, one room: the older keeps it", given(OWN_ID).heldBy("arena/older"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60),
                            "room finals is held by resource arena/older: create a new resource with another spec.roomId. Or, to hand the room over, set deletionPolicy: Retain on that resource")),
            row("of two that have not claimed it, the older comes first", given(OWN_ID).alsoWantedBy("arena/older"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60),
                            "room finals is also requested by the older resource arena/older: create a new")),
            row("a derived id can be another's spec.roomId", given().confirmed().heldBy("arena/older"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "room " + FIRST.roomId() + " is held by")),
            row("should it not be known which", given().heldBy("arena/older"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "the room is held by")));

    @ParameterizedTest(name = "{0}")
    @FieldSource
    void aClaimOfAnotherEndpointWaitsForAPersonsWord(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aClaimOfAnotherEndpointWaitsForAPersonsWord = () -> List.of(
            row("this endpoint never had the room: its word on it counts for nothing",
                    given().confirmed().absent(0).claimedElsewhere(false),
                    rest(Reason.ENDPOINT_CHANGED, Watch.NONE, in(60), "set HATHORA_API_ALIASES to the former")),
            row("not even that it is there", given(OWN_ID).confirmed().joinable().claimedElsewhere(false),
                    rest(Reason.ENDPOINT_CHANGED, Watch.NONE, in(60), "claimed at https://old.example:443")),
            row("a claim without a room yet may have one there", given().claimed().claimedElsewhere(false),
                    rest(Reason.ENDPOINT_CHANGED, Watch.NONE, in(60), "the operator does not touch the room")),
            row("a deletion waits, because the room would leak", given().confirmed().deleting().claimedElsewhere(false),
                    rest(Reason.ENDPOINT_CHANGED, Watch.NONE, in(60), "Restore HATHORA_API_URL")),
            row("unless somebody gives the room up",
                    given().confirmed().abandon(FIRST.roomId()).deleting().claimedElsewhere(false),
                    new Plan.Release(Plan.Release.Outcome.ABANDONED)),
            row("the room of the original of a copy is there, too",
                    given().inherited().absent(0).claimedElsewhere(false),
                    rest(Reason.ENDPOINT_CHANGED, Watch.NONE, in(60), "the operator does not touch the room")),
            row("the other endpoint is gone: the claim is made here, and its room is found missing",
                    given().confirmed().claimedElsewhere(true), new Plan.ClaimRoom(FIRST)),
            row("it is gone: nothing is left to be destroyed", given().confirmed().deleting().claimedElsewhere(true),
                    new Plan.Release(Plan.Release.Outcome.DESTROYED)));

    @ParameterizedTest
    @FieldSource
    void whoMayHaveARoomIsSettledFirst(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> whoMayHaveARoomIsSettledFirst = () -> List.of(
            row("only annotations claim it: another resource may hold it", given(OWN_ID).claimed().unsettled(),
                    new Plan.FindHolders(FINALS, true)),
            row("whatever else there is to do", given(OWN_ID, SUSPENDED).confirmed().unsettled().joinable(),
                    new Plan.FindHolders(FINALS, true)),
            row("also on deletion", given(OWN_ID).confirmed().unsettled().joinable().deleting(),
                    new Plan.FindHolders(FINALS, true)),
            row("even while paused: nothing is done with the room",
                    given(OWN_ID, "paused: true").claimed().unsettled(), new Plan.FindHolders(FINALS, true)),
            row("a set is said to have made the claim: a copied or restored resource says so, too",
                    given().ofSet(HUB), new Plan.FindSet(HUB)),
            row("a deletion must not destroy the room of the original", given().ofSet(HUB).deleting(),
                    new Plan.FindSet(HUB)),
            row("even while paused: the search changes nothing", given("paused: true").ofSet(HUB),
                    new Plan.FindSet(HUB)),
            row("another resource holds it: the claim is taken back",
                    given(OWN_ID).claimed().unsettled().outranked("arena/holder"), new Plan.Withdraw(FINALS)),
            row("and this operator looks after that one",
                    given(OWN_ID).claimed().unsettled().heldBy("arena/holder"), new Plan.Withdraw(FINALS)),
            row("on deletion, the resource goes and the room stays",
                    given(OWN_ID).confirmed().unsettled().outranked("arena/holder").joinable().deleting(),
                    new Plan.Release(Plan.Release.Outcome.RETAINED)),
            row("another one has claimed it, too: it holds the room soon, or gives way",
                    given(OWN_ID).claimed().unsettled().contested("arena/holder"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(10), "is claimed by resource arena/holder as well")),
            row("an observer's claim is nothing that anybody acts upon",
                    given(OWN_ID, "managementPolicy: ObserveOnly").claimed().unsettled(), new Plan.LookUp(FINALS)),
            row("a resource that is given up waits for no search",
                    given(OWN_ID).claimed().unsettled().abandon("finals").deleting(),
                    new Plan.Release(Plan.Release.Outcome.ABANDONED)),
            row("a paused deletion waits for its end",
                    given(OWN_ID, "paused: true").claimed().unsettled().deleting(),
                    rest(Reason.PAUSED, Watch.NONE, "Deletion waits")));

    @ParameterizedTest
    @FieldSource
    void aRestoredCopyLeavesTheRoomOfTheOriginalAlone(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aRestoredCopyLeavesTheRoomOfTheOriginalAlone = () -> List.of(
            row("is the room there?", given().inherited(), new Plan.LookUp(RESTORED)),
            row("it lives", given().inherited().joinable(),
                    rest(Reason.RESTORED_COPY, Watch.ROUTINE, "annotation hathora.dev/take-over=" + RESTORED.roomId())),
            row("suspended, too", given().inherited().present(RoomStatus.SUSPENDED),
                    rest(Reason.RESTORED_COPY, Watch.ROUTINE, "The operator does not touch it and creates no other "
                            + "room")),
            row("a user asks for a take-over", given().takenOver().joinable(),
                    new Plan.ClaimRoom(RESTORED)),
            row("an id that others may name: are there any?", given(OWN_ID).takenOver().joinable(),
                    new Plan.FindHolders(FINALS, false)),
            row("there are none", given(OWN_ID).takenOver().joinable().alone(), new Plan.ClaimRoom(FINALS)),
            row("the original is one", given(OWN_ID).takenOver().joinable().outranked("arena/original"),
                    rest(Reason.RESTORED_COPY, Watch.ROUTINE, "Resource arena/original holds the room: delete this "
                            + "resource")),
            row("and this operator knows", given(OWN_ID).takenOver().joinable().heldBy("arena/original"),
                    rest(Reason.RESTORED_COPY, Watch.ROUTINE, "Resource arena/original holds the room: delete this "
                            + "resource")),
            row("a copy under another name never gets the room",
                    given().inherited(Given.OF_ANOTHER, false, false).joinable(),
                    rest(Reason.RESTORED_COPY, Watch.ROUTINE, "remove the annotation hathora.dev/room-id")),
            row("one 404 is not enough", given().inherited().notFound(0, 0),
                    rest(Reason.VERIFYING, Watch.NONE, in(2), "asks again before it treats the room as gone")),
            row("nor are two that nothing backs", given().inherited().notFound(0, 2),
                    new Plan.ConfirmAbsence(Given.RESTORED)),
            row("it is gone: this one gets a room of its own", given().inherited().absent(0),
                    new Plan.ClaimRoom(FIRST)),
            row("or its id, if it has never been used", given(OWN_ID).inherited().absent(0).alone(),
                    new Plan.ClaimRoom(FINALS)),
            row("which Hathora can tell", given(OWN_ID).inherited().destroyed(5),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "Hathora accepts an id only once")),
            row("it is gone, and none is wanted", given(SUSPENDED).inherited().absent(0),
                    rest(Reason.SUSPENDED, Watch.NONE, "There is no room yet")),
            row("the copy is deleted", given().inherited().joinable().deleting(),
                    new Plan.Release(Plan.Release.Outcome.NEVER_CREATED)),
            row("or one with an id of its own, although it was to take the room over",
                    given(OWN_ID).takenOver().joinable().deleting(),
                    new Plan.Release(Plan.Release.Outcome.NEVER_CREATED)),
            row("paused, it is not even looked for", given("paused: true").inherited(),
                    rest(Reason.PAUSED, Watch.NONE, "there is no room yet")));

    @ParameterizedTest
    @FieldSource
    void aClaimedRoomIsMade(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aClaimedRoomIsMade = () -> List.of(
            row("claimed a moment ago, and nothing was sent: create", given().claimed(),
                    new Plan.CreateRoom(FIRST, IN_CHICAGO)),
            row("everything spec says about creation is sent",
                    given("region: Tokyo", CONFIG, "deploymentId: dep-7", "clientIPs: [192.0.2.1]").claimed(),
                    new Plan.CreateRoom(FIRST,
                            new CreateRoomRequest("Tokyo", "map: dust", "dep-7", List.of("192.0.2.1")))),
            row("an own id that was looked at before the claim", given(OWN_ID).claimed().absent(1),
                    new Plan.CreateRoom(FINALS, IN_CHICAGO)),
            row("claimed, but no longer wanted to run", given(SUSPENDED).claimed(),
                    rest(Reason.SUSPENDED, Watch.NONE, "There is no room yet")),
            row("an unclear create is looked up", given().claimed().create(Create.UNCLEAR, 0),
                    new Plan.LookUp(FIRST)),
            row("an unclear create, and no room: the same id can't make a second one",
                    given().claimed().create(Create.UNCLEAR, 1).absent(0),
                    new Plan.CreateRoom(FIRST, IN_CHICAGO)),
            row("a createRoom with unknown outcome may still take effect, although the room should no longer run",
                    given(SUSPENDED).claimed().create(Create.UNCLEAR, 10).absent(0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1), "an earlier createRoom may still take effect")),
            row("and is looked up again a second later",
                    given(SUSPENDED).claimed().create(Create.UNCLEAR, 10).absent(1), new Plan.LookUp(FIRST)),
            row("until it almost certainly can't; but the room is still polled",
                    given(SUSPENDED).claimed().create(Create.UNCLEAR, 30).absent(0),
                    rest(Reason.SUSPENDED, Watch.ROUTINE, "There is no room yet")),
            row("what was seen before that proves nothing",
                    given(SUSPENDED).claimed().create(Create.UNCLEAR, 31).absent(2), new Plan.LookUp(FIRST)),
            row("an accepted room may be invisible for a moment",
                    given().claimed().create(Create.ACCEPTED, 10).absent(0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1),
                            "Hathora accepted createRoom but does not show the room yet")),
            row("an accepted room is looked for again", given().claimed().create(Create.ACCEPTED, 10).absent(1),
                    new Plan.LookUp(FIRST)),
            row("a refused id may be that of our own earlier create",
                    given().claimed().create(Create.REFUSED, 10).absent(0),
                    rest(Reason.VERIFYING, Watch.NONE, in(1),
                            "Hathora says that the id is taken but does not show the room yet")),
            row("a refused id without a room is gone for good: it is destroyed once more",
                    given().claimed().create(Create.REFUSED, 30).absent(0), new Plan.DestroyRoom(FIRST)),
            row("then the next id is claimed",
                    given().claimed().create(Create.REFUSED, 31).destroySent(1).absent(0),
                    new Plan.ClaimRoom(SECOND)),
            row("and so on", given().claimed(SECOND).create(Create.REFUSED, 31).destroySent(1).absent(0),
                    new Plan.ClaimRoom(THIRD)),
            row("the next one that an operator before us has claimed, whatever its number",
                    given().claimed().next(THIRD).create(Create.REFUSED, 31).destroySent(1).absent(0),
                    new Plan.ClaimRoom(THIRD)),
            row("there is no id after the last one", given()
                    .claimed(new Claim(Specs.APP, Given.IDS.id(RoomIds.MAX_RESTART))).create(Create.REFUSED, 31)
                    .destroySent(1).absent(0),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60), "no further room ids are left")),
            row("an own id has no next one",
                    given(OWN_ID).claimed().create(Create.REFUSED, 31).destroySent(1).absent(0),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, in(60),
                            "Hathora refuses the id finals as already used, but shows no such room")));

    @ParameterizedTest
    @FieldSource
    void aRoomThatRunsIsBroughtToWhereItCanBeJoined(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aRoomThatRunsIsBroughtToWhereItCanBeJoined = () -> List.of(
            row("after a restart of the operator nothing is known", given().confirmed(), new Plan.LookUp(FIRST)),
            row("what was seen may have changed", given().claimed().seen(), new Plan.LookUp(FIRST)),
            row("created, its process starts: ask when it can be joined",
                    given().claimed().created(ReadyStatus.STARTING),
                    rest(Reason.STARTING, Watch.READINESS, "is starting")),
            row("created on a process with space: one look for its allocation",
                    given().claimed().created(ReadyStatus.ACTIVE), new Plan.LookUp(FIRST)),
            row("no process yet", given().confirmed().present(RoomStatus.SCHEDULING),
                    rest(Reason.SCHEDULING, Watch.READINESS, "waits for a process")),
            row("on a process, and nobody has asked for its port", given().confirmed().present(RoomStatus.ACTIVE),
                    rest(Reason.STARTING, Watch.READINESS, "is starting")),
            row("on a process whose port is not open yet",
                    given().confirmed().present(RoomStatus.ACTIVE, PLACED, Connections.STARTING),
                    rest(Reason.STARTING, Watch.READINESS, "is starting")),
            row("an active port without an address can't be joined",
                    given().confirmed().present(RoomStatus.ACTIVE, PLACED, Connections.WITHOUT_PORT),
                    rest(Reason.STARTING, Watch.READINESS, "is starting")),
            row("joinable: all is well", given().confirmed().joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("a status we don't know is judged by the allocation: placed",
                    given().confirmed().present(RoomStatus.UNRECOGNIZED, PLACED, Connections.ACTIVE),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("a status we don't know is judged by the allocation: not placed",
                    given().confirmed().present(RoomStatus.UNRECOGNIZED),
                    rest(Reason.SCHEDULING, Watch.READINESS, "waits for a process")),
            row("a port of an earlier allocation does not make a room that waits joinable",
                    given().confirmed().present(RoomStatus.SCHEDULING, null, Connections.ACTIVE),
                    rest(Reason.SCHEDULING, Watch.READINESS, "waits for a process")),
            row("suspended, but wanted to run", given().confirmed().present(RoomStatus.SUSPENDED),
                    new Plan.ResumeRoom(FIRST)));

    @ParameterizedTest
    @FieldSource
    void aRoomThatIsNotToRunIsSuspended(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aRoomThatIsNotToRunIsSuspended = () -> List.of(
            row("running", given(SUSPENDED).confirmed().joinable(), new Plan.SuspendRoom(FIRST)),
            row("waiting for a process", given(SUSPENDED).confirmed().present(RoomStatus.SCHEDULING),
                    new Plan.SuspendRoom(FIRST)),
            row("created a moment ago: its port is not asked for, that could wake it",
                    given(SUSPENDED).claimed().created(ReadyStatus.STARTING), new Plan.LookUp(FIRST)),
            row("a call that wakes it may still be on its way: suspending now could be undone by it",
                    given(SUSPENDED).confirmed().joinable().mayWake(10),
                    rest(Reason.VERIFYING, Watch.ROUTINE, in(20), "waits until an earlier call can no longer wake it")),
            row("it is suspended, but such a call may undo that",
                    given(SUSPENDED).confirmed().present(RoomStatus.SUSPENDED).mayWake(10),
                    rest(Reason.VERIFYING, Watch.ROUTINE, in(20), "an earlier call may still wake it")),
            row("only a look after its time proves that it stays so",
                    given(SUSPENDED).confirmed().present(RoomStatus.SUSPENDED).mayWake(30), new Plan.LookUp(FIRST)),
            row("until that call has come to nothing", given(SUSPENDED).confirmed().joinable().mayWake(30),
                    new Plan.SuspendRoom(FIRST)),
            row("suspended: all is well", given(SUSPENDED).confirmed().present(RoomStatus.SUSPENDED),
                    rest(Reason.SUSPENDED, Watch.ROUTINE, "is suspended")),
            row("a status we don't know, off its process", given(SUSPENDED).confirmed()
                    .present(RoomStatus.UNRECOGNIZED), rest(Reason.SUSPENDED, Watch.ROUTINE, "is suspended")),
            row("a status we don't know, on a process",
                    given(SUSPENDED).confirmed().present(RoomStatus.UNRECOGNIZED, PLACED, null),
                    new Plan.SuspendRoom(FIRST)),
            row("its configuration is still enforced", given(SUSPENDED, CONFIG).confirmed()
                    .configured("map: other").present(RoomStatus.SUSPENDED),
                    new Plan.UpdateRoomConfig(FIRST, "map: dust")),
            row("but it is suspended first", given(SUSPENDED, CONFIG).confirmed().configured("map: other")
                    .joinable(), new Plan.SuspendRoom(FIRST)));

    @ParameterizedTest
    @FieldSource
    void itsConfigurationFollowsSpec(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> itsConfigurationFollowsSpec = () -> List.of(
            row("drift is written back", given(CONFIG).confirmed().configured("map: other").joinable(),
                    new Plan.UpdateRoomConfig(FIRST, "map: dust")),
            row("before a resume, so that the game server starts with it",
                    given(CONFIG).confirmed().present(RoomStatus.SUSPENDED),
                    new Plan.UpdateRoomConfig(FIRST, "map: dust")),
            row("no drift", given(CONFIG).confirmed().configured("map: dust").joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("spec says nothing", given().confirmed().configured("map: other").joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("the game server owns it", given(CONFIG, "roomConfigPolicy: Initial").confirmed()
                    .configured("map: other").joinable(), rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")),
            row("JSON differs in its values", given("roomConfigJson: {map: dust, bots: 2}").confirmed()
                    .configured("{\"map\":\"dust\",\"bots\":3}").joinable(),
                    new Plan.UpdateRoomConfig(FIRST, "{\"map\":\"dust\",\"bots\":2}")),
            row("JSON differs in its spelling alone", given("roomConfigJson: {map: dust, bots: 2}").confirmed()
                    .configured("{ \"bots\": 2.0, \"map\": \"dust\" }").joinable(),
                    rest(Reason.ACTIVE, Watch.ROUTINE, "can be joined")));
}
