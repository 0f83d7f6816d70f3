package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FINALS;
import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.given;
import static dev.hathora.operator.room.PlanCase.rest;
import static dev.hathora.operator.room.PlanCase.row;

/** The resource is paused, only observes, or has an invalid spec: the operator only reads the room. */
class PlannerReadOnlyTest {
    private static final String PAUSED = "paused: true";
    private static final String OWN_ID = "roomId: finals";
    private static final String OBSERVE = "managementPolicy: ObserveOnly";
    private static final String[] INVALID = {"ttlSecondsAfterFinished: 5"};

    @ParameterizedTest
    @FieldSource
    void whilePausedTheRoomIsOnlyLookedAt(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> whilePausedTheRoomIsOnlyLookedAt = () -> List.of(
            row("there is no room yet, and none is made", given(PAUSED),
                    rest(Reason.PAUSED, Watch.NONE, "spec.paused is true, so the operator changes nothing; "
                            + "there is no room yet")),
            row("an unclaimed room in spec.roomId is not ours", given(PAUSED, OWN_ID),
                    rest(Reason.PAUSED, Watch.NONE, "there is no room yet")),
            row("not known", given(PAUSED).confirmed(), new Plan.LookUp(FIRST)),
            row("created a moment ago: its port is not asked for", given(PAUSED).claimed()
                    .created(ReadyStatus.STARTING), new Plan.LookUp(FIRST)),
            row("it runs, whatever spec wants", given(PAUSED, "state: Suspended").confirmed().joinable(),
                    rest(Reason.PAUSED, Watch.ROUTINE, "the operator changes nothing")),
            row("it is suspended, whatever spec wants", given(PAUSED).confirmed().present(RoomStatus.SUSPENDED),
                    rest(Reason.PAUSED, Watch.ROUTINE, "the operator changes nothing")),
            row("drift stays", given(PAUSED, "roomConfig: a").confirmed().configured("b").joinable(),
                    rest(Reason.PAUSED, Watch.ROUTINE, "the operator changes nothing")),
            row("an end brings no new room", given(PAUSED).confirmed().destroyed(3600),
                    rest(Reason.PAUSED, Watch.NONE, "the operator changes nothing; the room has ended")),
            row("claimed and never made", given(PAUSED).claimed().absent(0),
                    rest(Reason.PAUSED, Watch.NONE, "the operator changes nothing; there is no room")),
            row("what was sent before the pause may still make it appear",
                    given(PAUSED).claimed().create(Create.ACCEPTED, 5).absent(0),
                    rest(Reason.PAUSED, Watch.ROUTINE, "Hathora does not show a room yet")),
            row("until it can't any more", given(PAUSED).claimed().create(Create.UNCLEAR, 30).absent(0),
                    rest(Reason.PAUSED, Watch.NONE, "there is no room")),
            row("a claim that a person removed stays so", given(PAUSED).confirmed().notStored().joinable(),
                    rest(Reason.PAUSED, Watch.ROUTINE, "the operator changes nothing")));

    @ParameterizedTest
    @FieldSource
    void anObservedRoomIsNeverChanged(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> anObservedRoomIsNeverChanged = () -> List.of(
            row("not known", given(OWN_ID, OBSERVE), new Plan.LookUp(FINALS)),
            row("it runs", given(OWN_ID, OBSERVE).joinable(),
                    rest(Reason.OBSERVED, Watch.OBSERVED, "the operator only observes the room")),
            row("it is suspended: it is not woken", given(OWN_ID, OBSERVE).present(RoomStatus.SUSPENDED),
                    rest(Reason.OBSERVED, Watch.OBSERVED, "the operator only observes the room")),
            row("it starts: its port is asked for only right after a look that shows it running",
                    given(OWN_ID, OBSERVE).present(RoomStatus.ACTIVE),
                    rest(Reason.OBSERVED, Watch.OBSERVED, "the operator only observes the room")),
            row("there is none (yet)", given(OWN_ID, OBSERVE).absent(0),
                    rest(Reason.ROOM_NOT_FOUND, Watch.ROUTINE,
                            "Hathora knows no room finals in application app-1")),
            row("it ended: an id is used once, so there is nothing more to see",
                    given(OWN_ID, OBSERVE).destroyed(60),
                    rest(Reason.OBSERVED, Watch.NONE, "only observes the room; the room has ended")),
            row("it ended, and the resource has a time to live",
                    given(OWN_ID, OBSERVE, "ttlSecondsAfterFinished: 90").destroyed(60),
                    rest(Reason.OBSERVED, Watch.NONE, Given.in(30), "the room has ended. The resource is deleted at")),
            row("it ended longer ago", given(OWN_ID, OBSERVE, "ttlSecondsAfterFinished: 60").destroyed(60),
                    new Plan.DeleteResource()),
            row("it ended, and Hathora tells nothing about it any more: it is looked for again for a while",
                    given(OWN_ID, OBSERVE).runs().absent(0, 10),
                    rest(Reason.OBSERVED, Watch.NONE, Given.in(20), "only observes the room; the room has ended")),
            row("a room that was made by us and is only observed now",
                    given(OWN_ID, OBSERVE).confirmed().absent(0, 300),
                    rest(Reason.OBSERVED, Watch.NONE, "only observes the room; the room has ended")),
            row("a 404 alone says nothing", given(OWN_ID, OBSERVE).notFound(0, 0),
                    rest(Reason.VERIFYING, Watch.NONE, Given.in(2), "Hathora answers 404 for room finals")),
            row("nor does a second one, before who says so has shown that he knows the application",
                    given(OWN_ID, OBSERVE).notFound(0, 2), new Plan.ConfirmAbsence(FINALS)));

    @ParameterizedTest
    @FieldSource
    void aSpecThatCantBeCarriedOutStalls(PlanCase row) {
        row.check();
    }

    static final Supplier<List<Arguments>> aSpecThatCantBeCarriedOutStalls = () -> List.of(
            row("without a room", given(INVALID),
                    rest(Reason.INVALID_SPEC, Watch.NONE, "ttlSecondsAfterFinished needs restartPolicy: Never, "
                            + "because a room that is restarted never finishes; there is no room yet")),
            row("without a room, though spec names one", given(OWN_ID, "restartPolicy: Always"),
                    rest(Reason.INVALID_SPEC, Watch.NONE, "restartPolicy Always can't be used with roomId")),
            row("without an application nothing can be looked at, not even to observe",
                    given(DesiredRoom.from(Specs.spec("region: Chicago", OWN_ID, OBSERVE), null, null)),
                    rest(Reason.INVALID_SPEC, Watch.NONE, "no application: set spec.appId, or start the operator "
                            + "with HATHORA_APP_ID; there is no room yet")),
            row("with a room that is not known", given(INVALID).confirmed(), new Plan.LookUp(FIRST)),
            row("with a room that runs", given(INVALID).confirmed().joinable(),
                    rest(Reason.INVALID_SPEC, Watch.ROUTINE, "ttlSecondsAfterFinished needs restartPolicy: Never")),
            row("with a room that has ended", given(INVALID).confirmed().absent(0, 10),
                    rest(Reason.INVALID_SPEC, Watch.NONE, Given.in(20), "the room has ended")),
            row("that is looked for again for a while", given(INVALID).confirmed().absent(20, 30),
                    new Plan.LookUp(FIRST)),
            row("an older resource that holds the room is the more urgent thing to say",
                    given(OWN_ID, "restartPolicy: Always").heldBy("arena/older"),
                    rest(Reason.ROOM_ID_CONFLICT, Watch.NONE, Given.in(60), "held by resource arena/older")),
            row("what can't be carried out is more urgent than a pause", given(PAUSED, INVALID[0]),
                    rest(Reason.INVALID_SPEC, Watch.NONE, "ttlSecondsAfterFinished")));
}
