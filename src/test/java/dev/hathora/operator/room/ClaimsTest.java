package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FINALS;
import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.IDS;
import static dev.hathora.operator.room.Given.RESTORED;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.SetClaim.Existence.EXISTS;
import static dev.hathora.operator.room.SetClaim.Existence.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class ClaimsTest {
    private static final String APP = Specs.APP;
    private static final Claim THIRD = new Claim(APP, IDS.id(2));
    private static final Claim HIGHEST = new Claim(APP, IDS.id(RoomIds.MAX_RESTART));
    private static final Claim OF_ANOTHER_NAME = new Claim(APP, new RoomIds(IDS.namespace(), "other", "uid").id(0));
    private static final Claim IN_APP_2 = new Claim("app-2", FIRST.roomId());
    private static final SetClaim HUB = new SetClaim("hub", "uid-of-hub");
    private static final Claim OF_HUB = new Claim(APP, IDS.idBySet(HUB.uid()));
    private static final String US = IDS.uidHash();
    private static final String OTHERS = new RoomIds("", "", "an-older-uid").uidHash();

    /** What is stored on a resource, and known of it. */
    private static final class Resource {
        private @Nullable String ownRoomId;
        private @Nullable Claim annotated;
        private @Nullable String claimedBy;
        private @Nullable String takeOver;
        private @Nullable String acceptedFor;
        private boolean finalizer;
        private boolean ofHolder;
        private @Nullable Claim inStatus;
        private Claims.Memory memory = Claims.Memory.NONE;
        private boolean apps = true;
        private boolean adoptRestored;
        private @Nullable String ownAppId;

        Resource ownId() {
            return ownId(FINALS);
        }

        Resource ownId(Claim named) {
            ownRoomId = named.roomId();
            return this;
        }

        Resource ownApp(String appId) {
            ownAppId = appId;
            return this;
        }

        Resource annotated(Claim claim) {
            annotated = claim;
            return this;
        }

        Resource claimedBy(String uidHash) {
            claimedBy = uidHash;
            return this;
        }

        /** A set has created it, with finalizer and claim. */
        Resource ofSet(SetClaim set) {
            return annotated(new Claim(APP, IDS.idBySet(set.uid()))).claimedBy(set.annotation()).finalizer();
        }

        Resource acceptedFor(String uidHash) {
            acceptedFor = uidHash;
            return this;
        }

        /** What the operator knows of the set. */
        Resource where(SetClaim.Existence set) {
            memory = new Claims.Memory(memory.claim(), memory.settled(), set);
            return this;
        }

        Resource takeOver(Claim claim) {
            takeOver = claim.roomId();
            return this;
        }

        Resource adoptRestored() {
            adoptRestored = true;
            return this;
        }

        Resource finalizer() {
            finalizer = true;
            return this;
        }

        Resource inStatus(Claim claim) {
            inStatus = claim;
            return this;
        }

        /** Status says what only the status of a claimed room can say. */
        Resource ready() {
            ofHolder = true;
            return this;
        }

        Resource known(Claim claim) {
            memory = new Claims.Memory(claim, true, SetClaim.Existence.UNKNOWN);
            return this;
        }

        /** Read from annotations, before anybody was asked who holds the room. */
        Resource readBefore(Claim claim) {
            memory = new Claims.Memory(claim, false, SetClaim.Existence.UNKNOWN);
            return this;
        }

        Resource withoutApps() {
            apps = false;
            return this;
        }

        Claims read() {
            return Claims.read(IDS, new Claims.Wanted(ownRoomId, ownAppId, APP, adoptRestored),
                    new StoredClaim(roomId(annotated), appId(annotated), claimedBy, finalizer, roomId(inStatus),
                            appId(inStatus), ofHolder, takeOver, acceptedFor),
                    memory);
        }

        private @Nullable String roomId(@Nullable Claim claim) {
            return claim == null ? null : claim.roomId();
        }

        private @Nullable String appId(@Nullable Claim claim) {
            return claim == null || !apps ? null : claim.appId();
        }
    }

    private static Resource resource() {
        return new Resource();
    }

    private static Claims claimed(Claim claim) {
        return new Claims(claim, false, true, null, true, true, null, false, null);
    }

    private static Claims confirmed(Claim claim) {
        return new Claims(claim, true, true, null, true, true, null, false, null);
    }

    private static Claims notStored(Claim claim, boolean confirmed) {
        return new Claims(claim, confirmed, false, null, true, true, null, false, null);
    }

    private static Claims followed(Claim claim, boolean confirmed, Claim next) {
        return new Claims(claim, confirmed, false, next, true, true, null, false, null);
    }

    /** Others may hold the room. */
    private static Claims unsettled(Claims claims) {
        return new Claims(claims.current(), claims.confirmed(), claims.stored(), null, false, true, null, false, null);
    }

    /** Status is that of another resource. */
    private static Claims besideForeignStatus(Claims claims) {
        return new Claims(claims.current(), claims.confirmed(), claims.stored(), claims.next(), claims.settled(), false,
                null, false, null);
    }

    /** A set made the claim. */
    private static Claims bySet(Claims claims) {
        return new Claims(claims.current(), claims.confirmed(), claims.stored(), claims.next(), claims.settled(),
                claims.ownStatus(), null, true, null);
    }

    private static Claims restored(Claim claim) {
        return Claims.inherited(new Claims.Inherited(claim, true, false));
    }

    private static Claims takenOver(Claim claim) {
        return Claims.inherited(new Claims.Inherited(claim, true, true));
    }

    private static Claims ofAnother(Claim claim) {
        return Claims.inherited(new Claims.Inherited(claim, false, false));
    }

    @ParameterizedTest
    @FieldSource({"usual", "damaged", "ofSets", "ofOthers", "restoredOrCopied", "forged"})
    void aClaimIsReadFromWhatIsStored(Resource resource, Claims expected) {
        assertThat(resource.read()).isEqualTo(expected);
    }

    static final Supplier<List<Arguments>> usual = () -> List.of(
            argumentSet("a fresh resource", resource(), Claims.NONE),
            argumentSet("a fresh resource with an id of its own", resource().ownId(), Claims.NONE),
            argumentSet("claimed by us a moment ago",
                    resource().annotated(FIRST).claimedBy(US).finalizer().known(FIRST), claimed(FIRST)),
            argumentSet("claimed by an operator before us", resource().annotated(FIRST).claimedBy(US).finalizer(),
                    claimed(FIRST)),
            argumentSet("claimed by a version without claimed-by", resource().annotated(FIRST).finalizer(),
                    claimed(FIRST)),
            argumentSet("an id of its own, claimed: others may have claimed it, too",
                    resource().ownId().annotated(FINALS).claimedBy(US).finalizer(), unsettled(claimed(FINALS))),
            argumentSet("a user-chosen id, claimed by a version without claimed-by",
                    resource().ownId().annotated(FINALS).finalizer(), unsettled(claimed(FINALS))),
            argumentSet("the room was seen", resource().annotated(FIRST).finalizer().inStatus(FIRST),
                    confirmed(FIRST)),
            argumentSet("the room was seen, by us",
                    resource().annotated(FIRST).finalizer().inStatus(FIRST).known(FIRST), confirmed(FIRST)),
            argumentSet("an id of its own, and status says that the room is this resource's",
                    resource().ownId().annotated(FINALS).claimedBy(US).finalizer().inStatus(FINALS).ready(),
                    confirmed(FINALS)),
            argumentSet("the same, claimed by a version without claimed-by",
                    resource().ownId().annotated(FINALS).finalizer().inStatus(FINALS).ready(), confirmed(FINALS)),
            argumentSet("we went on to the next room, and it was not seen yet",
                    resource().annotated(SECOND).finalizer().inStatus(FIRST).known(SECOND), claimed(SECOND)),
            argumentSet("an operator before us went on to the next room: the one in status may still be there",
                    resource().annotated(SECOND).finalizer().inStatus(FIRST), followed(FIRST, true, SECOND)),
            argumentSet("and we have read so before",
                    resource().annotated(SECOND).finalizer().inStatus(FIRST).known(FIRST),
                    followed(FIRST, true, SECOND)),
            argumentSet("a room that was only observed is no claim, whatever happened to it since",
                    resource().ownId().inStatus(FINALS), Claims.NONE),
            argumentSet("a claimed room that was observed meanwhile stays claimed",
                    resource().ownId().annotated(FINALS).finalizer().inStatus(FINALS).known(FINALS),
                    confirmed(FINALS)),
            argumentSet("but who says so, if nobody remembers it",
                    resource().ownId().annotated(FINALS).finalizer().inStatus(FINALS), unsettled(confirmed(FINALS))));

    static final Supplier<List<Arguments>> damaged = () -> List.of(
            argumentSet("the annotation was removed: put right from status",
                    resource().finalizer().inStatus(SECOND), notStored(SECOND, true)),
            argumentSet("the annotation was edited to another's room: put right from status",
                    resource().annotated(OF_ANOTHER_NAME).finalizer().inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("who made the claim was edited: an id that was derived for this resource says so itself",
                    resource().annotated(FIRST).claimedBy(OTHERS).finalizer().inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("and for an id of its own, we know",
                    resource().ownId().annotated(FINALS).claimedBy(OTHERS).finalizer().inStatus(FINALS).known(FINALS),
                    notStored(FINALS, true)),
            argumentSet("the annotation was edited back to an earlier room: status knows better",
                    resource().annotated(FIRST).finalizer().inStatus(SECOND), notStored(SECOND, true)),
            argumentSet("the annotated application was edited",
                    resource().annotated(IN_APP_2).finalizer().inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("the finalizer was removed: a deletion would leave the room behind",
                    resource().annotated(FIRST).inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("the finalizer was removed before the room was seen: an annotation is no claim",
                    resource().annotated(FIRST), Claims.NONE),
            argumentSet("unless we know better", resource().annotated(FIRST).known(FIRST), notStored(FIRST, false)),
            argumentSet("kubectl replace: status is all that is left", resource().inStatus(SECOND),
                    notStored(SECOND, true)),
            argumentSet("kubectl replace, and an own id that we know to be claimed",
                    resource().ownId().inStatus(FINALS).known(FINALS), notStored(FINALS, true)),
            argumentSet("kubectl replace while nobody looked, and status says that an own id was ours",
                    resource().ownId().inStatus(FINALS).ready(), notStored(FINALS, true)),
            argumentSet("the annotated application was edited before the room was seen: we know better",
                    resource().annotated(IN_APP_2).finalizer().known(FIRST), notStored(FIRST, false)),
            argumentSet("the annotation was put back to an earlier room before the next one was seen: we know better",
                    resource().annotated(FIRST).finalizer().inStatus(FIRST).known(SECOND), notStored(SECOND, false)),
            argumentSet("the annotation was removed, and the finalizer says that there was a claim",
                    resource().ownId().finalizer().inStatus(FINALS), unsettled(notStored(FINALS, true))),
            argumentSet("nothing but the finalizer is left: the id can be derived again", resource().finalizer(),
                    notStored(FIRST, false)),
            argumentSet("nothing but the finalizer is left, and an own id is a matter of adoption",
                    resource().ownId().finalizer(), Claims.NONE),
            argumentSet("the annotation with an own id was removed before the room was seen: the others are as old",
                    resource().ownId().claimedBy(US).finalizer(), unsettled(notStored(FINALS, false))),
            argumentSet("it was edited before the room was seen: spec tells the id",
                    resource().ownId().annotated(FIRST).claimedBy(US).finalizer(),
                    unsettled(notStored(FINALS, false))),
            argumentSet("it was removed before the room was seen, and another resource had claimed the room",
                    resource().ownId().claimedBy(OTHERS).finalizer(), Claims.NONE),
            argumentSet("without the finalizer, what is left of the annotations is no claim",
                    resource().ownId().claimedBy(US), Claims.NONE),
            argumentSet("nothing is left on the resource, but we know", resource().ownId().known(FINALS),
                    notStored(FINALS, false)),
            argumentSet("nothing but the finalizer is left, and we know which room it was",
                    resource().finalizer().known(SECOND), notStored(SECOND, false)),
            argumentSet("the annotation of a room that was not seen yet was removed, and we know which it was",
                    resource().finalizer().inStatus(FIRST).known(SECOND), notStored(SECOND, false)),
            argumentSet("or edited to another's",
                    resource().annotated(OF_ANOTHER_NAME).finalizer().inStatus(FIRST).known(SECOND),
                    notStored(SECOND, false)),
            argumentSet("what we know is old: another operator led meanwhile, and status tells",
                    resource().finalizer().inStatus(SECOND).known(FIRST), notStored(SECOND, true)),
            argumentSet("what we know is old: another operator led meanwhile, and annotations tell",
                    resource().annotated(THIRD).finalizer().inStatus(SECOND).known(FIRST),
                    followed(SECOND, true, THIRD)),
            argumentSet("what we know is old, and nothing was seen yet: the next one waits until the end of this one",
                    resource().annotated(SECOND).finalizer().known(FIRST), followed(FIRST, false, SECOND)),
            argumentSet("status was lost: the first one can be derived again, and the annotated one follows it",
                    resource().annotated(THIRD).claimedBy(US).finalizer(), followed(FIRST, false, THIRD)),
            argumentSet("no application is stored: the one of today",
                    resource().annotated(FIRST).finalizer().inStatus(FIRST).withoutApps(), notStored(FIRST, true)));

    static final Supplier<List<Arguments>> ofSets = () -> List.of(
            argumentSet("created by a set, which nobody has looked for", resource().ofSet(HUB), Claims.unproved(HUB)),
            argumentSet("whose set exists", resource().ofSet(HUB).where(EXISTS), bySet(claimed(OF_HUB))),
            argumentSet("we remember the claim: the set need not be looked for again",
                    resource().ofSet(HUB).known(OF_HUB).where(EXISTS), bySet(claimed(OF_HUB))),
            argumentSet("whose set is not in this cluster: restored from a backup",
                    resource().ofSet(HUB).where(MISSING),
                    restored(OF_HUB)),
            argumentSet("whose set is not in this cluster, and a user asks for a take-over",
                    resource().ofSet(HUB).where(MISSING).takeOver(OF_HUB), takenOver(OF_HUB)),
            argumentSet("the operator accepted it before: the set may be gone",
                    resource().ofSet(HUB).acceptedFor(US).inStatus(OF_HUB), bySet(confirmed(OF_HUB))),
            argumentSet("accepted, and the room was not seen yet", resource().ofSet(HUB).acceptedFor(US),
                    bySet(claimed(OF_HUB))),
            argumentSet("accepted, and the annotations were removed: status says so",
                    resource().finalizer().acceptedFor(US).inStatus(OF_HUB), notStored(OF_HUB, true)),
            argumentSet("accepted, and the annotations name another set",
                    resource().annotated(OF_HUB).claimedBy("other/uid-of-other").finalizer().acceptedFor(US)
                            .inStatus(OF_HUB),
                    notStored(OF_HUB, true)),
            argumentSet("accepted for another resource: a backup was restored with status",
                    resource().ofSet(HUB).acceptedFor(OTHERS).inStatus(OF_HUB).ready().where(MISSING),
                    restored(OF_HUB)),
            argumentSet("accepted for another resource, while the set exists: deleted and created again by a person",
                    resource().ofSet(HUB).acceptedFor(OTHERS).where(EXISTS), bySet(claimed(OF_HUB))),
            argumentSet("its second room has an id of its own",
                    resource().annotated(SECOND).claimedBy(US).finalizer().acceptedFor(US).inStatus(OF_HUB),
                    followed(OF_HUB, true, SECOND)),
            argumentSet("an id that this set would not have made", resource().annotated(RESTORED)
                    .claimedBy(HUB.annotation()).finalizer().where(EXISTS), restored(RESTORED)),
            argumentSet("copied to another name", resource().annotated(OF_ANOTHER_NAME).claimedBy(HUB.annotation())
                    .finalizer().where(EXISTS), ofAnother(OF_ANOTHER_NAME)),
            argumentSet("without the finalizer, nothing was claimed", resource().annotated(OF_HUB)
                    .claimedBy(HUB.annotation()).where(EXISTS), restored(OF_HUB)));

    static final Supplier<List<Arguments>> ofOthers = () -> List.of(
            argumentSet("an annotation with an id that spec does not name is no claim",
                    resource().ownId().annotated(FIRST).finalizer(), Claims.NONE),
            argumentSet("nor is a later id in another's name",
                    resource().annotated(new Claim(APP, OF_ANOTHER_NAME.roomId() + "_9")).finalizer().inStatus(FIRST),
                    notStored(FIRST, true)),
            argumentSet("a status that names a room of others is no claim",
                    resource().annotated(SECOND).finalizer().inStatus(FINALS), followed(FIRST, false, SECOND)),
            argumentSet("nor does it reach a room that spec does not name",
                    resource().ownId().finalizer().inStatus(OF_ANOTHER_NAME).ready(), Claims.NONE),
            argumentSet(
                    "spec names the application: an annotation that names another is not ours, whatever its room id",
                    resource().ownId().ownApp(APP).annotated(new Claim("app-2", FINALS.roomId())).finalizer(),
                    Claims.NONE),
            argumentSet("nor for an id that is derived", resource().ownApp(APP).annotated(IN_APP_2).finalizer(),
                    notStored(FIRST, false)));

    static final Supplier<List<Arguments>> restoredOrCopied = () -> List.of(
            argumentSet("a backup was restored without status and with a new uid",
                    resource().annotated(RESTORED).claimedBy(OTHERS).finalizer(), restored(RESTORED)),
            argumentSet("by a tool that leaves finalizers out", resource().annotated(RESTORED).claimedBy(OTHERS),
                    restored(RESTORED)),
            argumentSet("one that an older version wrote", resource().annotated(RESTORED).finalizer(),
                    restored(RESTORED)),
            argumentSet("a backup was restored with status",
                    resource().annotated(RESTORED).claimedBy(OTHERS).finalizer().inStatus(RESTORED).ready(),
                    restored(RESTORED)),
            argumentSet("status is all that was restored", resource().inStatus(RESTORED).ready(), restored(RESTORED)),
            argumentSet("in the midst of a restart of its room: the later claim stands",
                    resource().annotated(new Claim(APP, RESTORED.roomId().replace("_4", "_5"))).claimedBy(OTHERS)
                            .finalizer().inStatus(RESTORED),
                    restored(new Claim(APP, RESTORED.roomId().replace("_4", "_5")))),
            argumentSet("with an id of its own", resource().ownId().annotated(FINALS).claimedBy(OTHERS).finalizer(),
                    restored(FINALS)),
            argumentSet("with an id of its own, and status",
                    resource().ownId().annotated(FINALS).claimedBy(OTHERS).finalizer().inStatus(FINALS).ready(),
                    restored(FINALS)),
            argumentSet("with an id of its own, by a tool that leaves finalizers out",
                    resource().ownId().annotated(FINALS).claimedBy(OTHERS), restored(FINALS)),
            argumentSet("a copy under another name", resource().annotated(OF_ANOTHER_NAME).claimedBy(OTHERS)
                    .finalizer(), ofAnother(OF_ANOTHER_NAME)),
            argumentSet("a copy in another namespace, with status",
                    resource().annotated(Given.OF_ANOTHER).claimedBy(OTHERS).finalizer().inStatus(Given.OF_ANOTHER)
                            .ready(),
                    ofAnother(Given.OF_ANOTHER)),
            argumentSet("a user asks for a take-over: the room has to exist",
                    resource().annotated(RESTORED).claimedBy(OTHERS).finalizer().takeOver(RESTORED),
                    takenOver(RESTORED)),
            argumentSet("status knows that it was", resource().annotated(RESTORED).claimedBy(OTHERS).finalizer()
                    .inStatus(RESTORED).ready().takeOver(RESTORED), notStored(RESTORED, true)),
            argumentSet("the operator's settings say so",
                    resource().annotated(RESTORED).claimedBy(OTHERS).adoptRestored(), takenOver(RESTORED)),
            argumentSet("of an id of its own", resource().ownId().annotated(FINALS).claimedBy(OTHERS).finalizer()
                    .takeOver(FINALS), takenOver(FINALS)),
            argumentSet("of a user-chosen id in status: another resource may still own it",
                    resource().ownId().annotated(FINALS).claimedBy(OTHERS).finalizer().inStatus(FINALS).ready()
                            .adoptRestored(),
                    unsettled(notStored(FINALS, true))),
            argumentSet("another room than the claimed one is named", resource().annotated(RESTORED)
                    .claimedBy(OTHERS).finalizer().takeOver(FIRST), restored(RESTORED)),
            argumentSet("nobody takes over what was derived for another name",
                    resource().annotated(OF_ANOTHER_NAME).claimedBy(OTHERS).finalizer().takeOver(OF_ANOTHER_NAME)
                            .adoptRestored(),
                    ofAnother(OF_ANOTHER_NAME)),
            argumentSet("nor in another application than spec names",
                    resource().ownApp("app-2").annotated(RESTORED).claimedBy(OTHERS).finalizer().takeOver(RESTORED),
                    ofAnother(RESTORED)),
            argumentSet("taken over, and not seen since", resource().annotated(RESTORED).claimedBy(US).finalizer(),
                    claimed(RESTORED)),
            argumentSet("taken over, and seen",
                    resource().annotated(RESTORED).claimedBy(US).finalizer().inStatus(RESTORED).ready(),
                    confirmed(RESTORED)),
            argumentSet("taken over, and all annotations were removed: we know",
                    resource().finalizer().inStatus(RESTORED).ready().known(RESTORED), notStored(RESTORED, true)),
            argumentSet("a room of its own follows the one that was taken over",
                    resource().annotated(new Claim(APP, IDS.id(5))).claimedBy(US).finalizer().inStatus(RESTORED)
                            .ready(),
                    followed(RESTORED, true, new Claim(APP, IDS.id(5)))),
            argumentSet("the room of the original is gone, and this one has a room of its own by now",
                    resource().annotated(FIRST).claimedBy(US).finalizer().inStatus(RESTORED).ready(),
                    besideForeignStatus(claimed(FIRST))),
            argumentSet("of which we know", resource().annotated(FIRST).claimedBy(US).finalizer().inStatus(RESTORED)
                    .ready().known(FIRST), besideForeignStatus(claimed(FIRST))));

    static final Supplier<List<Arguments>> forged = () -> List.of(
            argumentSet("an annotation without the finalizer adopts nothing", resource().ownId().annotated(FINALS),
                    Claims.NONE),
            argumentSet("not even where an observer's status names the room",
                    resource().ownId().annotated(FINALS).inStatus(FINALS), Claims.NONE),
            argumentSet("with the finalizer, it counts as long as nobody else holds the room",
                    resource().ownId().annotated(FINALS).claimedBy(US).finalizer().inStatus(FINALS),
                    unsettled(confirmed(FINALS))),
            argumentSet("to have read it before is no more than that",
                    resource().ownId().annotated(FINALS).claimedBy(US).finalizer().inStatus(FINALS)
                            .readBefore(FINALS),
                    unsettled(confirmed(FINALS))),
            argumentSet("spec names a room that was derived for another resource",
                    resource().ownId(Given.OF_ANOTHER).annotated(Given.OF_ANOTHER).claimedBy(US).finalizer(),
                    Claims.NONE),
            argumentSet("whom it has observed",
                    resource().ownId(Given.OF_ANOTHER).annotated(Given.OF_ANOTHER).claimedBy(US).finalizer()
                            .inStatus(Given.OF_ANOTHER),
                    Claims.NONE),
            argumentSet("a version that did not check has let it have that room: it is not dropped",
                    resource().ownId(Given.OF_ANOTHER).annotated(Given.OF_ANOTHER).finalizer()
                            .inStatus(Given.OF_ANOTHER).ready(),
                    confirmed(Given.OF_ANOTHER)),
            argumentSet("a number out of all proportion", resource().annotated(HIGHEST).finalizer().inStatus(FIRST),
                    notStored(FIRST, true)),
            argumentSet("the same before the first room was seen: that one comes first",
                    resource().annotated(HIGHEST).finalizer(), followed(FIRST, false, HIGHEST)),
            argumentSet("while it is being made: we know better",
                    resource().annotated(HIGHEST).finalizer().known(FIRST), followed(FIRST, false, HIGHEST)),
            argumentSet("a number that does not fit", resource()
                    .annotated(new Claim(APP, FIRST.roomId() + "_1000000000")).finalizer(), notStored(FIRST, false)),
            argumentSet("no finalizer, and a number", resource().annotated(THIRD), Claims.NONE));
}
