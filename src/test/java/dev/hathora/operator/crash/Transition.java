package dev.hathora.operator.crash;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.RoomStatus;

/**
 * A step in the life of a resource, in which the operator may die. {@link Transitions} lists them.
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
    /** The resource that it is about. */
    static final String LOBBY = "lobby";

    @Override
    public String toString() {
        return name;
    }

    static Consumer<Scene> apply(String spec) {
        return scene -> scene.apply(LOBBY, spec);
    }

    static Consumer<Scene> active(String spec) {
        return scene -> scene.active(LOBBY, spec);
    }

    /** Was active, and is suspended. */
    static Consumer<Scene> suspended(String spec) {
        return active(spec).andThen(edit("state: Suspended")).andThen(await(says("Suspended")));
    }

    static Consumer<Scene> edit(String spec) {
        return scene -> scene.edit(LOBBY, spec);
    }

    static void delete(Scene scene) {
        scene.delete(LOBBY);
    }

    static void gameEnds(Scene scene) {
        scene.hathora().destroyAsGame(String.valueOf(status(scene).roomId()));
    }

    static Consumer<Scene> await(Predicate<Scene> outcome) {
        return scene -> scene.await(LOBBY, outcome);
    }

    static Predicate<Scene> says(String reason) {
        return scene -> scene.says(LOBBY, reason);
    }

    static boolean gone(Scene scene) {
        return !scene.exists(LOBBY);
    }

    static Predicate<Scene> hasConfig(String roomConfig) {
        return scene -> scene.liveRooms().stream().allMatch(room -> roomConfig.equals(room.roomConfig()));
    }

    static Predicate<Scene> restarted(int times) {
        return scene -> status(scene).restarts() == times;
    }

    static HathoraRoomStatus status(Scene scene) {
        return scene.status(LOBBY);
    }
}
