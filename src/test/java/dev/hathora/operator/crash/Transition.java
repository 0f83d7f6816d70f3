package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.cloud.RoomStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A step in the life of a resource, in which the operator may die.
 *
 * @param name what happens
 * @param boot how long a process of Hathora's takes to boot
 * @param given how things are before; an operator works already
 * @param action what the user, or the game, does; the operator dies in what it does about that
 * @param live the rooms that exist when all is settled: exactly these, in this state
 * @param outcome what else is so when all is settled
 */
record Transition(String name, Duration boot, Consumer<Scene> given, Consumer<Scene> action, List<RoomStatus> live,
        Predicate<Scene> outcome) {
    private static final String LOBBY = "lobby";
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration A_WHILE = Duration.ofMillis(1500);
    private static final List<RoomStatus> NONE = List.of();
    private static final List<RoomStatus> ACTIVE = List.of(RoomStatus.ACTIVE);
    private static final List<RoomStatus> SUSPENDED = List.of(RoomStatus.SUSPENDED);

    @Override
    public String toString() {
        return name;
    }

    static Transition creation() {
        return new Transition("create", AT_ONCE, Transition::nothing, apply("region: Tokyo"), ACTIVE, says("Active"));
    }

    static Transition deletion() {
        return new Transition("delete, Destroy", AT_ONCE, active("region: Tokyo"), Transition::delete, NONE,
                Transition::gone);
    }

    /** All of them. */
    static List<Transition> all() {
        return List.of(creation(), deletion(),
                new Transition("create, slow boot", A_WHILE, Transition::nothing, apply("region: Tokyo"), ACTIVE,
                        says("Active")),
                new Transition("create with an own roomId", AT_ONCE, Transition::nothing,
                        apply("region: Tokyo\nroomId: final"),
                        ACTIVE, says("Active").and(s -> "final".equals(status(s).roomId()))),
                new Transition("adopt", AT_ONCE, s -> s.roomOfOthers("theirs"),
                        apply("region: Tokyo\nroomId: theirs\nadoptionPolicy: IfExists\nroomConfig: ours"), ACTIVE,
                        says("Active").and(hasConfig("ours"))),
                new Transition("change the configuration", AT_ONCE, active("region: Tokyo\nroomConfig: one"),
                        edit("roomConfig: two"), ACTIVE, says("Active").and(hasConfig("two"))),
                new Transition("suspend", AT_ONCE, active("region: Tokyo"), edit("state: Suspended"), SUSPENDED,
                        says("Suspended")),
                new Transition("suspend while it boots", A_WHILE, Transition::nothing,
                        apply("region: Tokyo").andThen(Scene::awaitCreateRoom).andThen(edit("state: Suspended")),
                        SUSPENDED, says("Suspended")),
                new Transition("resume", AT_ONCE, active("region: Tokyo").andThen(edit("state: Suspended"))
                        .andThen(await(says("Suspended"))), edit("state: Active"), ACTIVE, says("Active")),
                new Transition("its game ends, Always", AT_ONCE, active("region: Tokyo"), Transition::gameEnds, ACTIVE,
                        says("Active").and(s -> status(s).restarts() == 1)),
                new Transition("its game ends, Never with a ttl", AT_ONCE,
                        active("region: Tokyo\nrestartPolicy: Never\nttlSecondsAfterFinished: 0"), Transition::gameEnds,
                        NONE,
                        Transition::gone),
                new Transition("delete, Suspend", AT_ONCE, active("region: Tokyo\ndeletionPolicy: Suspend"),
                        Transition::delete,
                        SUSPENDED, Transition::gone),
                new Transition("delete, Retain", AT_ONCE, active("region: Tokyo\ndeletionPolicy: Retain"),
                        Transition::delete,
                        ACTIVE, Transition::gone),
                new Transition("delete while it boots", A_WHILE, Transition::nothing,
                        apply("region: Tokyo").andThen(Scene::awaitCreateRoom).andThen(Transition::delete), NONE,
                        Transition::gone),
                new Transition("delete and create anew", AT_ONCE, active("region: Tokyo"),
                        s -> {
                            s.delete(LOBBY);
                            s.awaitGone(LOBBY);
                            s.apply(LOBBY, "region: Tokyo");
                        }, ACTIVE,
                        says("Active")),
                new Transition("the younger takes over", AT_ONCE, Transition::youngerWaits, s -> s.delete("older"),
                        ACTIVE,
                        says("Active").and(s -> !s.exists("older"))),
                new Transition("create with a connection Secret", AT_ONCE, Transition::nothing,
                        apply("region: Tokyo\nconnectionSecret: {name: one}"), ACTIVE,
                        says("Active").and(s -> s.secret("one", "host") != null)),
                new Transition("rename the connection Secret", AT_ONCE,
                        active("region: Tokyo\nconnectionSecret: {name: one}"), edit("connectionSecret: {name: two}"),
                        ACTIVE, says("Active").and(
                                s -> s.secret("one", "host") == null && s.secret("two", "host") != null)),
                new Transition("suspend with a connection Secret", AT_ONCE,
                        active("region: Tokyo\nconnectionSecret: {name: one}"), edit("state: Suspended"), SUSPENDED,
                        says("Suspended").and(
                                s -> s.secret("one", "host") == null && s.secret("one", "room-id") != null)),
                new Transition("rotate the credentials", AT_ONCE,
                        Transition::activeWithSecret, s -> {
                            rotate(s);
                            s.edit(LOBBY, "roomConfig: two");
                        }, ACTIVE,
                        says("Active").and(hasConfig("two"))));
    }

    private static void nothing(Scene scene) {
        assertThat(scene.rooms()).isEmpty();
    }

    private static Consumer<Scene> apply(String spec) {
        return scene -> scene.apply(LOBBY, spec);
    }

    private static Consumer<Scene> active(String spec) {
        return scene -> scene.active(LOBBY, spec);
    }

    private static Consumer<Scene> edit(String spec) {
        return scene -> scene.edit(LOBBY, spec);
    }

    private static void delete(Scene scene) {
        scene.delete(LOBBY);
    }

    private static void gameEnds(Scene scene) {
        scene.hathora().destroyAsGame(String.valueOf(status(scene).roomId()));
    }

    private static void youngerWaits(Scene scene) {
        scene.active("older", "region: Tokyo\nroomId: shared\ndeletionPolicy: Retain");
        scene.apply(LOBBY, "region: Tokyo\nroomId: shared\nadoptionPolicy: IfExists");
        scene.await(LOBBY, says("RoomIdConflict"));
    }

    private static void activeWithSecret(Scene scene) {
        scene.putToken("dev-token");
        scene.active(LOBBY, "region: Tokyo\nroomConfig: one\ncredentialsSecretRef: {name: hathora}");
    }

    private static void rotate(Scene scene) {
        scene.hathora().rotateToken("rotated");
        scene.putToken("rotated");
    }

    private static Consumer<Scene> await(Predicate<Scene> outcome) {
        return scene -> scene.await(LOBBY, outcome);
    }

    private static Predicate<Scene> says(String reason) {
        return scene -> scene.says(LOBBY, reason);
    }

    private static boolean gone(Scene scene) {
        return !scene.exists(LOBBY);
    }

    private static Predicate<Scene> hasConfig(String roomConfig) {
        return scene -> scene.liveRooms().stream().allMatch(room -> roomConfig.equals(room.roomConfig()));
    }

    private static HathoraRoomStatus status(Scene scene) {
        return scene.status(LOBBY);
    }
}
