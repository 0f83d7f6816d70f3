package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

import static dev.hathora.operator.crash.Transition.LOBBY;
import static dev.hathora.operator.crash.Transition.active;
import static dev.hathora.operator.crash.Transition.apply;
import static dev.hathora.operator.crash.Transition.await;
import static dev.hathora.operator.crash.Transition.edit;
import static dev.hathora.operator.crash.Transition.hasConfig;
import static dev.hathora.operator.crash.Transition.restarted;
import static dev.hathora.operator.crash.Transition.says;
import static dev.hathora.operator.crash.Transition.status;
import static dev.hathora.operator.crash.Transition.suspended;

/** The steps in the life of a resource. */
final class Transitions {
    static final Duration AT_ONCE = Duration.ZERO;
    static final Duration A_WHILE = Duration.ofMillis(1500);
    private static final List<RoomStatus> NONE = List.of();
    private static final List<RoomStatus> ACTIVE = List.of(RoomStatus.ACTIVE);
    private static final List<RoomStatus> SUSPENDED = List.of(RoomStatus.SUSPENDED);

    private Transitions() {}

    static Stream<Transition> all() {
        return Stream.concat(onAnyHathora(), forgetting().stream());
    }

    /** Those that need no Hathora which does what only the simulator can do. */
    static Stream<Transition> onAnyHathora() {
        return Stream.of(making(), configuring(), suspending(), ending(), deleting(), sharing(), keepingHandsOff(),
                claiming(), copying(), keepingSecrets()).flatMap(List::stream);
    }

    static Transition creation() {
        return new Transition("create", AT_ONCE, Transitions::nothing, apply("region: Tokyo"), ACTIVE, says("Active"));
    }

    static Transition deletion() {
        return new Transition("delete, Destroy", AT_ONCE, active("region: Tokyo"), Transition::delete, NONE,
                Transition::gone);
    }

    private static void nothing(Scene scene) {
        // no resource, no room
    }

    private static List<Transition> making() {
        return List.of(creation(),
                new Transition("create, slow boot", A_WHILE, Transitions::nothing, apply("region: Tokyo"), ACTIVE,
                        says("Active")),
                new Transition("create with an own roomId", AT_ONCE, Transitions::nothing,
                        apply("region: Tokyo\nroomId: final"), ACTIVE,
                        says("Active").and(s -> "final".equals(status(s).roomId()))),
                new Transition("adopt", AT_ONCE, s -> s.roomOfOthers("theirs"),
                        apply("region: Tokyo\nroomId: theirs\nadoptionPolicy: IfExists\nroomConfig: ours"), ACTIVE,
                        says("Active").and(hasConfig("ours"))),
                new Transition("wanted Suspended first, then Active", AT_ONCE,
                        apply("region: Tokyo\nstate: Suspended").andThen(await(says("Suspended"))),
                        edit("state: Active"), ACTIVE, says("Active")));
    }

    /** Hathora does not describe destroyed rooms. A host always does. */
    private static List<Transition> forgetting() {
        return List.of(new Transition("its id is used up", AT_ONCE, Transitions::derivedIdIsUsedUp,
                edit("paused: false"), ACTIVE, says("Active").and(restarted(1))));
    }

    /** A resource that is paused tells its uid before anything is done with it. */
    private static void derivedIdIsUsedUp(Scene scene) {
        scene.apply(LOBBY, "region: Tokyo\npaused: true");
        scene.await(LOBBY, says("Paused"));
        String first = scene.derivedId(LOBBY, 0);
        scene.roomOfOthers(first);
        scene.hathora().destroyAsGame(first);
        scene.hathora().forgetDestroyedRoomsAfter(Duration.ZERO);
    }

    private static List<Transition> configuring() {
        return List.of(
                new Transition("change the configuration", AT_ONCE, active("region: Tokyo\nroomConfig: one"),
                        edit("roomConfig: two"), ACTIVE, says("Active").and(hasConfig("two"))),
                new Transition("rotate the credentials", AT_ONCE, Transitions::activeWithSecret, s -> {
                    s.hathora().rotateToken("rotated");
                    s.putToken("rotated");
                    s.edit(LOBBY, "roomConfig: two");
                }, ACTIVE, says("Active").and(hasConfig("two"))));
    }

    private static void activeWithSecret(Scene scene) {
        scene.putToken("dev-token");
        scene.active(LOBBY, "region: Tokyo\nroomConfig: one\ncredentialsSecretRef: {name: hathora}");
    }

    private static List<Transition> suspending() {
        return List.of(
                new Transition("suspend", AT_ONCE, active("region: Tokyo"), edit("state: Suspended"), SUSPENDED,
                        says("Suspended")),
                new Transition("suspend while it boots", A_WHILE, Transitions::nothing,
                        apply("region: Tokyo").andThen(Scene::awaitCreateRoom).andThen(edit("state: Suspended")),
                        SUSPENDED, says("Suspended")),
                new Transition("resume", AT_ONCE, suspended("region: Tokyo"), edit("state: Active"), ACTIVE,
                        says("Active")),
                new Transition("resume where there is no resumeRoom", AT_ONCE,
                        suspended("region: Tokyo").andThen(s -> s.hathora().withoutResumeRoom(true)),
                        edit("state: Active"), ACTIVE, says("Active")),
                new Transition("resume, and suspend again at once", AT_ONCE, suspended("region: Tokyo"),
                        edit("state: Active").andThen(s -> s.awaitCall(Operation.RESUME_ROOM))
                                .andThen(edit("state: Suspended")),
                        SUSPENDED, says("Suspended")));
    }

    private static List<Transition> ending() {
        return List.of(
                new Transition("its game ends, Always", AT_ONCE, active("region: Tokyo"), Transition::gameEnds, ACTIVE,
                        says("Active").and(restarted(1))),
                new Transition("its game ends for the second time", AT_ONCE,
                        active("region: Tokyo").andThen(Transition::gameEnds)
                                .andThen(await(says("Active").and(restarted(1)))),
                        Transition::gameEnds, ACTIVE, says("Active").and(restarted(2))),
                new Transition("its game ends, Never with a ttl", AT_ONCE,
                        active("region: Tokyo\nrestartPolicy: Never\nttlSecondsAfterFinished: 0"), Transition::gameEnds,
                        NONE, Transition::gone),
                new Transition("it ends while it is suspended", AT_ONCE, suspended("region: Tokyo"),
                        Transition::gameEnds, NONE, says("Suspended").and(Transitions::tellsOfTheEnd)));
    }

    private static boolean tellsOfTheEnd(Scene scene) {
        Condition ready = status(scene).condition("Ready");
        return ready != null && ready.getMessage().contains(" has ended. A new one is created when ");
    }

    private static List<Transition> deleting() {
        return List.of(deletion(),
                new Transition("delete, Suspend", AT_ONCE, active("region: Tokyo\ndeletionPolicy: Suspend"),
                        Transition::delete, SUSPENDED, Transition::gone),
                new Transition("delete, Retain", AT_ONCE, active("region: Tokyo\ndeletionPolicy: Retain"),
                        Transition::delete, ACTIVE, Transition::gone),
                new Transition("delete while it boots", A_WHILE, Transitions::nothing,
                        apply("region: Tokyo").andThen(Scene::awaitCreateRoom).andThen(Transition::delete), NONE,
                        Transition::gone),
                new Transition("delete while it boots, Suspend", A_WHILE, Transitions::nothing,
                        apply("region: Tokyo\ndeletionPolicy: Suspend").andThen(Scene::awaitCreateRoom)
                                .andThen(Transition::delete),
                        SUSPENDED, Transition::gone),
                new Transition("delete what is suspended", AT_ONCE, suspended("region: Tokyo"), Transition::delete,
                        NONE, Transition::gone),
                new Transition("delete what has ended", AT_ONCE,
                        active("region: Tokyo\nrestartPolicy: Never").andThen(Transition::gameEnds)
                                .andThen(await(says("RoomEnded"))),
                        Transition::delete, NONE, Transition::gone),
                new Transition("delete when the next room is claimed", AT_ONCE, active("region: Tokyo"),
                        ((Consumer<Scene>) Transition::gameEnds).andThen(await(Transitions::nextIsClaimed))
                                .andThen(Transition::delete),
                        NONE, Transition::gone),
                new Transition("delete and create anew", AT_ONCE, active("region: Tokyo"), s -> {
                    s.delete(LOBBY);
                    s.awaitGone(LOBBY);
                    s.apply(LOBBY, "region: Tokyo");
                }, ACTIVE, says("Active")),
                new Transition("abandon", AT_ONCE, Transitions::canNotBeDeleted,
                        s -> s.annotate(LOBBY, HathoraRoom.ABANDON_ROOM, status(s).roomId()), ACTIVE,
                        Transition::gone));
    }

    private static boolean nextIsClaimed(Scene scene) {
        return scene.derivedId(LOBBY, 1).equals(scene.annotation(LOBBY, HathoraRoom.ROOM_ID));
    }

    private static void canNotBeDeleted(Scene scene) {
        scene.active(LOBBY, "region: Tokyo");
        scene.hathora().rotateToken("nobody has it");
        scene.delete(LOBBY);
        scene.await(LOBBY, s -> "CredentialsInvalid".equals(s.reason(LOBBY)));
    }

    private static List<Transition> sharing() {
        return List.of(
                new Transition("the younger takes over, Retain", AT_ONCE, s -> youngerWaits(s, "Retain"),
                        s -> s.delete("older"), ACTIVE, says("Active").and(s -> !s.exists("older"))),
                new Transition("the younger can't take over, Destroy", AT_ONCE, s -> youngerWaits(s, "Destroy"),
                        s -> s.delete("older"), NONE,
                        says("RoomIdConflict").and(s -> !s.exists("older"))));
    }

    private static void youngerWaits(Scene scene, String deletionPolicy) {
        scene.active("older", "region: Tokyo\nroomId: shared\ndeletionPolicy: " + deletionPolicy);
        scene.apply(LOBBY, "region: Tokyo\nroomId: shared\nadoptionPolicy: IfExists");
        scene.await(LOBBY, says("RoomIdConflict"));
    }

    private static List<Transition> copying() {
        Consumer<Scene> restored = ((Consumer<Scene>) Transitions::restored).andThen(await(says("RestoredCopy")));
        return List.of(
                new Transition("a backup is restored beside the original", AT_ONCE,
                        s -> s.roomOfOthers(originals(s)), s -> s.restore(LOBBY, "region: Tokyo", originals(s)), ACTIVE,
                        says("RestoredCopy")),
                new Transition("a restored copy takes the room over", AT_ONCE, restored,
                        s -> s.annotate(LOBBY, HathoraRoom.TAKE_OVER, originals(s)), ACTIVE,
                        says("Active").and(s -> originals(s).equals(status(s).roomId()))),
                new Transition("the original's room ends", AT_ONCE, restored,
                        s -> s.hathora().destroyAsGame(originals(s)), ACTIVE,
                        says("Active").and(s -> s.derivedId(LOBBY, 0).equals(status(s).roomId()))),
                new Transition("delete a restored copy", AT_ONCE, restored, Transition::delete, ACTIVE,
                        Transition::gone),
                new Transition("copy a resource with an own roomId", AT_ONCE,
                        s -> s.active("older", "region: Tokyo\nroomId: shared"),
                        s -> s.restore(LOBBY, "region: Tokyo\nroomId: shared", "shared"), ACTIVE,
                        says("RestoredCopy").and(s -> "Active".equals(s.reason("older")))),
                new Transition("an observer with a forged claim is to manage the room", AT_ONCE, s -> {
                    s.active("older", "region: Tokyo\nroomId: shared");
                    s.restore(LOBBY, "region: Tokyo\nroomId: shared\nmanagementPolicy: ObserveOnly", "shared");
                    s.annotate(LOBBY, HathoraRoom.CLAIMED_BY, null);
                    s.await(LOBBY, says("Observed"));
                }, edit("managementPolicy: Full"), ACTIVE, says("RoomIdConflict").and(s -> !s.isClaimed(LOBBY))
                        .and(s -> "Active".equals(s.reason("older")))));
    }

    private static String originals(Scene scene) {
        return scene.original(LOBBY).id(0);
    }

    private static void restored(Scene scene) {
        scene.roomOfOthers(originals(scene));
        scene.restore(LOBBY, "region: Tokyo", originals(scene));
    }

    private static List<Transition> keepingHandsOff() {
        String observed = "region: Tokyo\nroomId: theirs\nadoptionPolicy: IfExists\nmanagementPolicy: ObserveOnly";
        return List.of(
                new Transition("pause, with an edit", AT_ONCE, active("region: Tokyo\nroomConfig: one"),
                        edit("paused: true\nroomConfig: two"), ACTIVE, says("Paused").and(hasConfig("one"))),
                new Transition("go on after a pause", AT_ONCE,
                        active("region: Tokyo\nroomConfig: one").andThen(edit("paused: true\nroomConfig: two"))
                                .andThen(await(says("Paused"))),
                        edit("paused: false"), ACTIVE, says("Active").and(hasConfig("two"))),
                new Transition("delete while paused, then go on", AT_ONCE,
                        active("region: Tokyo").andThen(edit("paused: true")).andThen(await(says("Paused")))
                                .andThen(Transition::delete).andThen(await(Transitions::deletionWaits)),
                        edit("paused: false"), NONE, Transition::gone),
                new Transition("manage what was observed", AT_ONCE,
                        s -> {
                            s.roomOfOthers("theirs");
                            s.apply(LOBBY, observed);
                            s.await(LOBBY, says("Observed"));
                        }, edit("managementPolicy: Full\nroomConfig: ours"), ACTIVE,
                        says("Active").and(hasConfig("ours"))),
                new Transition("observe what was managed", AT_ONCE,
                        active("region: Tokyo\nroomId: ours\nroomConfig: one"),
                        edit("managementPolicy: ObserveOnly\nroomConfig: two"), ACTIVE,
                        says("Observed").and(hasConfig("one"))));
    }

    private static List<Transition> claiming() {
        return List.of(annotated("an annotation is removed", null), annotated("an annotation is edited", "theirs"),
                new Transition("an annotation is removed before the room is seen", A_WHILE, Transitions::nothing,
                        apply("region: Tokyo").andThen(await(s -> s.annotation(LOBBY, HathoraRoom.ROOM_ID) != null))
                                .andThen(s -> s.annotate(LOBBY, HathoraRoom.ROOM_ID, null)),
                        ACTIVE, says("Active").and(Transitions::isAnnotated)),
                new Transition("an annotation is removed before the room is seen, and the resource is deleted", A_WHILE,
                        Transitions::nothing,
                        apply("region: Tokyo\nroomId: finals")
                                .andThen(await(s -> s.annotation(LOBBY, HathoraRoom.ROOM_ID) != null))
                                .andThen(s -> s.annotate(LOBBY, HathoraRoom.ROOM_ID, null))
                                .andThen(Transition::delete),
                        NONE, Transition::gone));
    }

    private static Transition annotated(String name, @Nullable String value) {
        return new Transition(name, AT_ONCE, active("region: Tokyo"),
                s -> s.annotate(LOBBY, HathoraRoom.ROOM_ID, value), ACTIVE,
                says("Active").and(Transitions::isAnnotated).and(restarted(0)));
    }

    private static boolean isAnnotated(Scene scene) {
        String claimed = scene.annotation(LOBBY, HathoraRoom.ROOM_ID);
        return claimed != null && claimed.equals(status(scene).roomId());
    }

    /** Whether status says that the deletion waits: a write that must not be met by chance. */
    private static boolean deletionWaits(Scene scene) {
        return status(scene).conditions().stream().anyMatch(c -> c.getMessage().startsWith("Deletion waits"));
    }

    private static List<Transition> keepingSecrets() {
        return List.of(
                new Transition("create with a connection Secret", AT_ONCE, Transitions::nothing,
                        apply("region: Tokyo\nconnectionSecret: {name: one}"), ACTIVE,
                        says("Active").and(s -> s.secret("one", "host") != null)),
                new Transition("rename the connection Secret", AT_ONCE,
                        active("region: Tokyo\nconnectionSecret: {name: one}"), edit("connectionSecret: {name: two}"),
                        ACTIVE, says("Active").and(
                                s -> s.secret("one", "host") == null && s.secret("two", "host") != null)),
                new Transition("suspend with a connection Secret", AT_ONCE,
                        active("region: Tokyo\nconnectionSecret: {name: one}"), edit("state: Suspended"), SUSPENDED,
                        says("Suspended").and(
                                s -> s.secret("one", "host") == null && s.secret("one", "room-id") != null)));
    }
}
