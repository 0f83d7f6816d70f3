package dev.hathora.operator.room;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FINALS;
import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.IDS;
import static dev.hathora.operator.room.Given.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class ClaimsTest {
    private static final String APP = "app-1";
    private static final Claim THIRD = new Claim(APP, IDS.id(2));

    /** This resource as it was before a restore from backup gave it a new uid. */
    private static final RoomIds RESTORED_FROM = new RoomIds(IDS.namespace(), IDS.name(), "an-older-uid");
    private static final Claim RESTORED = new Claim(APP, RESTORED_FROM.id(4));
    private static final Claim OF_ANOTHER = new Claim(APP, new RoomIds(IDS.namespace(), "other", "uid").id(0));
    private static final Claim IN_APP_2 = new Claim("app-2", FIRST.roomId());

    /** What is stored on a resource. */
    private static final class Resource {
        private @Nullable String ownRoomId;
        private @Nullable Claim annotated;
        private boolean finalizer;
        private boolean ofClaim;
        private @Nullable Claim inStatus;
        private @Nullable Claim known;
        private boolean apps = true;
        private @Nullable String ownAppId;

        Resource ownId() {
            ownRoomId = FINALS.roomId();
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
            ofClaim = true;
            return this;
        }

        Resource known(Claim claim) {
            known = claim;
            return this;
        }

        Resource withoutApps() {
            apps = false;
            return this;
        }

        Claims read() {
            return Claims.read(IDS, ownRoomId, ownAppId, APP,
                    new Claims.Stored(roomId(annotated), appId(annotated), finalizer, roomId(inStatus),
                            appId(inStatus), ofClaim),
                    known);
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
        return new Claims(claim, false, true, null);
    }

    private static Claims confirmed(Claim claim) {
        return new Claims(claim, true, true, null);
    }

    private static Claims notStored(Claim claim, boolean confirmed) {
        return new Claims(claim, confirmed, false, null);
    }

    private static Claims followed(Claim claim, Claim next) {
        return new Claims(claim, true, false, next);
    }

    @ParameterizedTest
    @FieldSource({"usual", "damaged", "ofOthers"})
    void aClaimIsReadFromWhatIsStored(Resource resource, Claims expected) {
        assertThat(resource.read()).isEqualTo(expected);
    }

    static final List<Arguments> usual = List.of(
            argumentSet("a fresh resource", resource(), Claims.NONE),
            argumentSet("a fresh resource with an id of its own", resource().ownId(), Claims.NONE),
            argumentSet("claimed by us a moment ago", resource().annotated(FIRST).finalizer().known(FIRST),
                    claimed(FIRST)),
            argumentSet("claimed by an operator before us", resource().annotated(FIRST).finalizer(), claimed(FIRST)),
            argumentSet("an id of its own, claimed", resource().ownId().annotated(FINALS).finalizer(),
                    claimed(FINALS)),
            argumentSet("the room was seen", resource().annotated(FIRST).finalizer().inStatus(FIRST),
                    confirmed(FIRST)),
            argumentSet("the room was seen, by us",
                    resource().annotated(FIRST).finalizer().inStatus(FIRST).known(FIRST), confirmed(FIRST)),
            argumentSet("we went on to the next room, and it was not seen yet",
                    resource().annotated(SECOND).finalizer().inStatus(FIRST).known(SECOND), claimed(SECOND)),
            argumentSet("an operator before us went on to the next room: the one in status may still be there",
                    resource().annotated(SECOND).finalizer().inStatus(FIRST), followed(FIRST, SECOND)),
            argumentSet("and we have read so before",
                    resource().annotated(SECOND).finalizer().inStatus(FIRST).known(FIRST), followed(FIRST, SECOND)),
            argumentSet("a room that was only observed is no claim, whatever happened to it since",
                    resource().ownId().inStatus(FINALS), Claims.NONE),
            argumentSet("a claimed room that is only observed now stays claimed",
                    resource().ownId().annotated(FINALS).finalizer().inStatus(FINALS), confirmed(FINALS)));

    static final List<Arguments> damaged = List.of(
            argumentSet("the annotation was removed: put right from status",
                    resource().finalizer().inStatus(SECOND), notStored(SECOND, true)),
            argumentSet("the annotation was edited to another's room: put right from status",
                    resource().annotated(OF_ANOTHER).finalizer().inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("the annotation was edited back to an earlier room: status knows better",
                    resource().annotated(FIRST).finalizer().inStatus(SECOND), notStored(SECOND, true)),
            argumentSet("the annotated application was edited",
                    resource().annotated(IN_APP_2).finalizer().inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("the finalizer was removed: a deletion would leave the room behind",
                    resource().annotated(FIRST).inStatus(FIRST), notStored(FIRST, true)),
            argumentSet("the finalizer was removed before the room was seen", resource().annotated(FIRST),
                    notStored(FIRST, false)),
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
            argumentSet("the finalizer was removed, and annotations claim an own id",
                    resource().ownId().annotated(FINALS).inStatus(FINALS), notStored(FINALS, true)),
            argumentSet("the annotation was removed, and the finalizer says that there was a claim",
                    resource().ownId().finalizer().inStatus(FINALS), notStored(FINALS, true)),
            argumentSet("nothing but the finalizer is left: the id can be derived again", resource().finalizer(),
                    notStored(FIRST, false)),
            argumentSet("nothing but the finalizer is left, and an own id is a matter of adoption",
                    resource().ownId().finalizer(), Claims.NONE),
            argumentSet("nothing is left on the resource, but we know", resource().ownId().known(FINALS),
                    notStored(FINALS, false)),
            argumentSet("nothing but the finalizer is left, and we know which room it was",
                    resource().finalizer().known(SECOND), notStored(SECOND, false)),
            argumentSet("the annotation of a room that was not seen yet was removed, and we know which it was",
                    resource().finalizer().inStatus(FIRST).known(SECOND), notStored(SECOND, false)),
            argumentSet("or edited to another's",
                    resource().annotated(OF_ANOTHER).finalizer().inStatus(FIRST).known(SECOND),
                    notStored(SECOND, false)),
            argumentSet("what we know is old: another operator led meanwhile, and status tells",
                    resource().finalizer().inStatus(SECOND).known(FIRST), notStored(SECOND, true)),
            argumentSet("what we know is old: another operator led meanwhile, and annotations tell",
                    resource().annotated(THIRD).finalizer().inStatus(SECOND).known(FIRST), followed(SECOND, THIRD)),
            argumentSet("what we know is old, and nothing was seen yet",
                    resource().annotated(SECOND).finalizer().known(FIRST), claimed(SECOND)),
            argumentSet("no application is stored: the one of today",
                    resource().annotated(FIRST).finalizer().inStatus(FIRST).withoutApps(), notStored(FIRST, true)));

    static final List<Arguments> ofOthers = List.of(
            argumentSet("an annotation with another's id reaches nobody's room",
                    resource().annotated(OF_ANOTHER).finalizer(), notStored(FIRST, false)),
            argumentSet("nor without the finalizer", resource().annotated(OF_ANOTHER), Claims.NONE),
            argumentSet("nor does one with an id that spec does not name",
                    resource().ownId().annotated(FIRST).finalizer(), Claims.NONE),
            argumentSet("nor does a later id in another's name",
                    resource().annotated(new Claim(APP, OF_ANOTHER.roomId() + "_9")).finalizer().inStatus(FIRST),
                    notStored(FIRST, true)),
            argumentSet("a copied manifest brings the annotations of the original along",
                    resource().annotated(new Claim(APP, new RoomIds("arena", "duel-original", "uid").id(3)))
                            .finalizer(),
                    notStored(FIRST, false)),
            argumentSet("a backup was restored without status and with a new uid: the room is found",
                    resource().annotated(RESTORED).finalizer(), claimed(RESTORED)),
            argumentSet("a backup was restored with status", resource().annotated(RESTORED).finalizer()
                    .inStatus(RESTORED), confirmed(RESTORED)),
            argumentSet("a room of the restored resource follows the one of before",
                    resource().annotated(new Claim(APP, IDS.id(5))).finalizer().inStatus(RESTORED),
                    followed(RESTORED, new Claim(APP, IDS.id(5)))),
            argumentSet("a status that names a room of others is no claim",
                    resource().annotated(SECOND).finalizer().inStatus(FINALS), claimed(SECOND)),
            argumentSet("nor where nothing else is left", resource().inStatus(OF_ANOTHER).ready(), Claims.NONE),
            argumentSet("nor does it reach a room that spec does not name",
                    resource().ownId().finalizer().inStatus(OF_ANOTHER).ready(), Claims.NONE),
            argumentSet(
                    "spec names the application: an annotation that names another is not ours, whatever its room id",
                    resource().ownId().ownApp(APP).annotated(new Claim("app-2", FINALS.roomId())).finalizer(),
                    Claims.NONE),
            argumentSet("nor for an id that is derived", resource().ownApp(APP).annotated(IN_APP_2).finalizer(),
                    notStored(FIRST, false)),
            argumentSet("a backup was restored whose spec names the application",
                    resource().ownApp(APP).annotated(RESTORED).finalizer(), claimed(RESTORED)),
            argumentSet("and an id of its own", resource().ownId().ownApp(APP).annotated(FINALS).finalizer(),
                    claimed(FINALS)));
}
