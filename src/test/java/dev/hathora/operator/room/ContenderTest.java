package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Contender.Hold;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.IDS;
import static dev.hathora.operator.room.Given.OF_ANOTHER;
import static dev.hathora.operator.room.Given.RESTORED;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.StoredResource.OTHER_HASH;
import static dev.hathora.operator.room.StoredResource.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Which resource requests which room, how strong its hold is, and which of several takes precedence. */
class ContenderTest {
    private static final String US = IDS.uidHash();
    private static final String FINALS = "finals";
    private static final String OWN_ID = "roomId: finals";
    private static final String OTHERS_ID = OF_ANOTHER.roomId();

    private static Arguments row(String reason, StoredResource stored, @Nullable String wanted, @Nullable Hold hold) {
        return argumentSet(reason, stored.room(), wanted, hold);
    }

    @ParameterizedTest
    @FieldSource("resources")
    void wants(HathoraRoom room, @Nullable String roomId, @Nullable Hold hold) {
        assertThat(Contender.roomIdOf(room)).isEqualTo(roomId);
        assertThat(Contender.of(room, "any-other-room")).isEmpty();
        if (roomId != null) {
            assertThat(Contender.of(room, roomId)).hasValueSatisfying(contender -> {
                assertThat(contender.hold()).isEqualTo(hold);
                assertThat(contender.derived()).isEqualTo(room.getSpec().roomId() == null);
            });
        }
    }

    static final Supplier<List<Arguments>> resources = () -> List.of(
            row("a generated id that is not stored yet belongs to no other resource", stored(), null, null),
            row("an annotation alone proves nothing about a derived id",
                    stored().annotated(FIRST.roomId()).claimedBy(US).finalizer(), null, null),
            row("status does", stored().status(SECOND.roomId(), "Active", 3), SECOND.roomId(), Hold.HELD),
            row("status of another resource's room does not",
                    stored().status(OTHERS_ID, "Active", 3).annotated(OTHERS_ID).claimedBy(US), null, null),
            row("the room of a resource that this one was restored from, taken over",
                    stored().status(RESTORED.roomId(), "Active", 3).annotated(RESTORED.roomId()).claimedBy(US),
                    RESTORED.roomId(), Hold.HELD),
            row("not taken over: the claim is the original's",
                    stored().status(RESTORED.roomId(), "Active", 3).annotated(RESTORED.roomId())
                            .claimedBy(OTHER_HASH),
                    null, null),
            row("nor where the claim is for another room",
                    stored().status(RESTORED.roomId(), "Active", 3).annotated(FIRST.roomId()).claimedBy(US), null,
                    null),
            row("spec names the room", stored().spec(OWN_ID), FINALS, Hold.WANTED),
            row("who only observes wants nothing",
                    stored().spec(OWN_ID + ", managementPolicy: ObserveOnly").status(FINALS, "Active", 3), null, null),
            row("annotations and finalizer claim it", stored().spec(OWN_ID).annotated(FINALS).claimedBy(US).finalizer(),
                    FINALS, Hold.CLAIMED),
            row("as by a version without claimed-by", stored().spec(OWN_ID).annotated(FINALS).finalizer(),
                    FINALS, Hold.CLAIMED),
            row("without the finalizer an annotation is no claim",
                    stored().spec(OWN_ID).annotated(FINALS).claimedBy(US),
                    FINALS, Hold.WANTED),
            row("nor is the finalizer without an annotation", stored().spec(OWN_ID).finalizer(), FINALS, Hold.WANTED),
            row("nor a claim for another room", stored().spec(OWN_ID).annotated("semifinals").finalizer(), FINALS,
                    Hold.WANTED),
            row("nor another resource's claim, restored or copied",
                    stored().spec(OWN_ID).annotated(FINALS).claimedBy(OTHER_HASH).finalizer(), FINALS, Hold.WANTED),
            row("status and finalizer are a claim, whatever status says",
                    stored().spec(OWN_ID).status(FINALS, "RoomIdConflict", 3).finalizer(), FINALS, Hold.CLAIMED),
            row("status of a holder holds it", stored().spec(OWN_ID).status(FINALS, "Active", 2), FINALS, Hold.HELD),
            row("but not the original's", stored().spec(OWN_ID).status(FINALS, "Active", 3).claimedBy(OTHER_HASH),
                    FINALS, Hold.WANTED),
            row("nor that of another room", stored().spec(OWN_ID).status("semifinals", "Active", 3), FINALS,
                    Hold.WANTED),
            row("an id that was derived for another resource is refused", stored().spec("roomId: " + OTHERS_ID), null,
                    null),
            row("but kept by who has held it since before that was refused",
                    stored().spec("roomId: " + OTHERS_ID).status(OTHERS_ID, "Active", 3), OTHERS_ID, Hold.HELD));

    /** What status says of a room that is there counts only if nobody but its holder can have got such a status. */
    @ParameterizedTest
    @FieldSource("statuses")
    void onlyAHoldersStatusCounts(HathoraRoom room, boolean ofHolder) {
        assertThat(StoredClaim.of(room).statusOfHolder()).isEqualTo(ofHolder);
    }

    static final Supplier<List<Arguments>> statuses = () -> List.of(
            argumentSet("no condition", stored().spec(OWN_ID).statusWithoutConditions(FINALS).room(), false),
            argumentSet("a reason that only a holder gets, of whatever generation",
                    stored().spec(OWN_ID).status(FINALS, "Verifying", 2).room(), true),
            argumentSet("one that only others get", stored().spec(OWN_ID).status(FINALS, "RoomNotFound", 3).room(),
                    false),
            argumentSet("one that tells neither, of this spec",
                    stored().spec(OWN_ID).status(FINALS, "HathoraUnreachable", 3).room(), true),
            argumentSet("of an older spec, which may have been an observer's",
                    stored().spec(OWN_ID).status(FINALS, "HathoraUnreachable", 2).room(), false),
            argumentSet("of an observer", stored().spec(OWN_ID + ", managementPolicy: ObserveOnly")
                    .status(FINALS, "HathoraUnreachable", 3).room(), false),
            argumentSet("a reason of another version", stored().spec(OWN_ID).status(FINALS, "Whatever", 3).room(),
                    true));

    @Test
    void theIdsOwnerComesFirstThenTheFirmestThenTheOlder() {
        Contender derived = new Contender("arena/duel", "u9", "2026-03-01T12:00:00Z", true, Hold.HELD);
        Contender held = new Contender("a/held", "u8", "2026-03-01T12:00:00Z", false, Hold.HELD);
        Contender claimed = new Contender("a/claimed", "u7", "2026-03-01T11:00:00Z", false, Hold.CLAIMED);
        Contender ahead = new Contender("a/ahead", "u6", "2026-03-01T10:00:00Z", false, Hold.AHEAD);
        Contender older = new Contender("a/older", "u5", "2026-03-01T08:00:00Z", false, Hold.WANTED);
        Contender younger = new Contender("a/younger", "u1", "2026-03-01T09:00:00Z", false, Hold.WANTED);
        Contender sameSecond = new Contender("a/same", "u2", "2026-03-01T09:00:00Z", false, Hold.WANTED);

        assertThat(List.of(sameSecond, younger, older, ahead, claimed, held, derived).stream().sorted())
                .containsExactly(derived, held, claimed, ahead, older, younger, sameSecond);
    }

    @Test
    void asItSeesItselfNothingThatAnybodyCouldHaveWrittenCounts() {
        HathoraRoom room = stored().spec(OWN_ID).status(FINALS, "Active", 3).room();

        assertThat(Contender.self(room, false)).isEqualTo(
                new Contender("arena/duel", IDS.uid(), "2026-03-01T11:00:00Z", false, Hold.WANTED));
        assertThat(Contender.self(room, true).hold()).isEqualTo(Hold.CLAIMED);
    }

    @Test
    void moreMayBeKnownOfItsHoldThanItSays() {
        Contender claimed = Contender.self(stored().spec(OWN_ID).room(), true);

        assertThat(claimed.atLeast(Hold.HELD).hold()).isEqualTo(Hold.HELD);
        assertThat(claimed.atLeast(Hold.CLAIMED)).isEqualTo(claimed);
        assertThat(claimed.atLeast(Hold.WANTED)).isEqualTo(claimed);
        assertThat(claimed.holder()).isEqualTo(new Holder("arena/duel", true));
        assertThat(Contender.self(stored().spec(OWN_ID).room(), false).atLeast(Hold.AHEAD).holder())
                .isEqualTo(new Holder("arena/duel", false));
    }
}
