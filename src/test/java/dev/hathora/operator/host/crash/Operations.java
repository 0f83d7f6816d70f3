package dev.hathora.operator.host.crash;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.hathora.operator.testing.Thorough;

/** Everything that a host does about processes, rooms, lobbies, deployments and applications. */
final class Operations {
    private static final String ROOM = "room-1";
    private static final String NONE = "";
    private static final String ENDS_SOON = "  idleTimeout: 1s\n";
    private static final String WARM = "  regions: [{name: Tokyo, warmProcesses: 1}]\n";

    private Operations() {}

    private static void nothing(Scene scene) {
        // As it is.
    }

    /** All where a run takes all rows, else a few; or those whose names match a property. */
    static Stream<Operation> chosen() {
        String names = System.getProperty("crash.operations");
        List<Operation> all = Thorough.Rows.takesAll()
                ? all()
                : Thorough.Rows.of(Stream.of(createCold()), Stream.of(startAgain(), destroy())).toList();
        return names == null
                ? all.stream()
                : all().stream().filter(operation -> operation.name().matches(names));
    }

    /** Those in which there is something about the database; they come to every point. None where time is short. */
    static Stream<Operation> chosenOnPostgresql() {
        if (System.getProperty("crash.operations") != null || Boolean.getBoolean("crash.everywhere")) {
            return chosen();
        }
        return Thorough.Rows.takesAll()
                ? Stream.of(createCold(), deleteApplication(), start(), startAgain(), destroy(), lobby(), deploy(),
                        givesUp())
                : Thorough.Rows.of(Stream.of(), Stream.of(createCold()));
    }

    static List<Operation> all() {
        // The one that waits for half a minute goes first.
        return List.of(deleteApplication(), start(), startAgain(), createCold(), createWarm(), destroy(), suspend(),
                resume(), lobby(), deploy(), stop(), ends(), leavesSomething(), givesUp(), portTaken());
    }

    private static Consumer<Scene> active(String room) {
        return scene -> {
            scene.createRoom(room);
            scene.await(room + " is active", s -> s.isActive(room));
        };
    }

    private static Predicate<Scene> isActive(String room) {
        return scene -> scene.isActive(room);
    }

    private static Predicate<Scene> isDestroyedAndNothingRuns(String room) {
        return scene -> scene.status(room).equals("destroyed") && scene.living().isEmpty();
    }

    private static Operation start() {
        return Operation.starting("start, with a warm process", WARM, Operations::nothing, scene -> scene.idle() == 1);
    }

    private static Operation startAgain() {
        return Operation.starting("start again, and one game has ended", NONE,
                scene -> {
                    scene.runHost();
                    active(ROOM).andThen(active("room-2")).accept(scene);
                    List<ProcessHandle> games = scene.gamesOf("room-2");
                    scene.stopHost();
                    scene.mayEnd("room-2");
                    games.forEach(ProcessHandle::destroyForcibly);
                }, isActive(ROOM).and(scene -> scene.status("room-2").equals("destroyed")));
    }

    private static Operation createCold() {
        return Operation.of("createRoom, on a new process", NONE, Operations::nothing, scene -> scene.createRoom(ROOM),
                isActive(ROOM)).withLateGames();
    }

    private static Operation createWarm() {
        return Operation.of("createRoom, on a warm process", WARM + "  roomsPerProcess: 2\n",
                scene -> scene.await("a warm process", s -> s.idle() == 1), scene -> scene.createRoom(ROOM),
                isActive(ROOM).and(scene -> scene.living().size() == 1));
    }

    private static Operation destroy() {
        return Operation.of("destroyRoom, and its process is idle", ENDS_SOON, active(ROOM),
                scene -> scene.destroyRoom(ROOM), isDestroyedAndNothingRuns(ROOM));
    }

    private static Operation suspend() {
        return Operation.of("suspendRoom", NONE, active(ROOM), scene -> scene.suspendRoom(ROOM),
                scene -> scene.status(ROOM).equals("suspended") && scene.idle() == 1);
    }

    private static Operation resume() {
        return Operation.of("resumeRoom, on a new process", ENDS_SOON, active(ROOM).andThen(scene -> {
            scene.suspendRoom(ROOM);
            scene.await("nothing runs", s -> s.living().isEmpty());
        }), scene -> scene.resumeRoom(ROOM), isActive(ROOM));
    }

    private static Operation lobby() {
        return Operation.of("createLobby", NONE, Operations::nothing, scene -> scene.createLobby(ROOM),
                isActive(ROOM).and(scene -> scene.hasLobby(ROOM)));
    }

    private static Operation deploy() {
        return Operation.of("new deployment, and the old process drains", WARM, active(ROOM).andThen(scene -> scene
                .await("a warm process", s -> s.idle() == 1)), scene -> {
                    scene.deploy();
                    scene.await("the old ones drain", s -> s.newestDeployment() == 2 && s.onDeployment(2) == 1
                            && (s.onDeployment(1) == 1 || s.status(ROOM).equals("destroyed")));
                    scene.destroyRoom(ROOM);
                }, scene -> scene.status(ROOM).equals("destroyed") && scene.onDeployment(1) == 0
                        && scene.onDeployment(2) == 1);
    }

    private static Operation deleteApplication() {
        return Operation.of("application deleted", NONE, active(ROOM).andThen(Scene::addAnotherApplication), scene -> {
            scene.mayEnd(ROOM);
            scene.removeManifest();
        }, scene -> scene.status(ROOM).equals("none")
                ? scene.living().isEmpty()
                // A host that never saw its manifest does not delete an application with rooms.
                : scene.isActive(ROOM) && !scene.isFirstHost());
    }

    private static Operation stop() {
        return Operation.of("stopProcess", NONE, active(ROOM), scene -> {
            scene.mayEnd(ROOM);
            scene.stopProcessOf(ROOM);
        }, isDestroyedAndNothingRuns(ROOM));
    }

    private static Operation ends() {
        return Operation.of("its game ends", NONE, active(ROOM), scene -> {
            scene.mayEnd(ROOM);
            scene.tellGameOf(ROOM, "exit 0");
        }, isDestroyedAndNothingRuns(ROOM));
    }

    private static Operation leavesSomething() {
        return Operation.of("its game ends, and leaves a process behind", NONE, active(ROOM), scene -> {
            scene.mayEnd(ROOM);
            scene.tellGameOf(ROOM, "leave");
        }, isDestroyedAndNothingRuns(ROOM)).atTimes("LocalRuntime.killRest ProcessHandle.destroyForcibly");
    }

    private static Operation givesUp() {
        return Operation.of("its game binds no port, and ignores SIGTERM",
                "  startTimeout: 1s\n  terminationGracePeriod: 1s\n", scene -> scene
                        .nextGamesAreDeaf(),
                scene -> {
                    scene.createRoom(ROOM);
                    scene.mayEnd(ROOM);
                }, isDestroyedAndNothingRuns(ROOM)).atTimes("LocalRuntime.killRest ProcessHandle.destroyForcibly");
    }

    private static Operation portTaken() {
        return Operation.of("its port is taken", NONE, Scene::takePorts, scene -> scene.createRoom(ROOM),
                isActive(ROOM)).atTimes(Operation.PORT_IS_REPLACED);
    }
}
