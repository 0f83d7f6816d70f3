package dev.hathora.operator.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.RoomStatus;

/** What is shown, scene by scene. */
final class Script {
    private static final Path EXAMPLES = Path.of("examples");

    private static final String JOIN = "nc $HOST $PORT      # at the address in the resource's status";

    private Script() {}

    /** All scenes. */
    static List<Scene> scenes() {
        return List.of(
                new Scene("The manifests in examples/ are applied", "kubectl apply -f examples/",
                        "minimal", stage -> stage.apply(EXAMPLES),
                        List.of("RoomClaimed", "RoomCreated", "RoomActive"), Script::allAsDeclared),
                new Scene("A player joins a room, and wins a round", JOIN, "friday-cup-tokyo", stage -> {
                    stage.join("friday-cup-tokyo");
                    stage.winRound("friday-cup-tokyo");
                    stage.askForScore("friday-cup-tokyo");
                }, List.of(), stage -> true),
                edit("The room is suspended: its player is disconnected", "friday-cup-tokyo",
                        "{\"state\":\"Suspended\"}", List.of("RoomSuspended"),
                        stage -> stage.status("friday-cup-tokyo").phase() == Phase.SUSPENDED
                                && stage.room("friday-cup-tokyo").status() == RoomStatus.SUSPENDED,
                        stage -> stage.leave("friday-cup-tokyo")),
                edit("It is resumed", "friday-cup-tokyo", "{\"state\":\"Active\"}",
                        List.of("RoomResumed", "RoomActive"),
                        stage -> isJoinable(stage.status("friday-cup-tokyo")), stage -> {}),
                new Scene("The player joins again", JOIN, "friday-cup-tokyo", stage -> {
                    stage.join("friday-cup-tokyo");
                    stage.winRound("friday-cup-tokyo");
                }, List.of(), stage -> true),
                edit("Another room gets another configuration", "with-config",
                        "{\"roomConfigJson\":{\"map\":\"canyon\"}}", List.of("RoomConfigUpdated"),
                        stage -> String.valueOf(stage.room("with-config").roomConfig()).contains("canyon"),
                        stage -> {}),
                new Scene("A match is over: the game destroys its room, and another one takes its place", JOIN,
                        "minimal", stage -> {
                            stage.join("minimal");
                            stage.winRound("minimal");
                            stage.winRound("minimal");
                            stage.winRound("minimal");
                            stage.leave("minimal");
                        },
                        List.of("RoomEnded", "RoomClaimed", "RoomCreated", "RoomActive"),
                        stage -> stage.status("minimal").restarts() == 1 && isJoinable(stage.status("minimal"))),
                new Scene("A resource is deleted", "kubectl delete hathoraroom friday-cup-london",
                        "friday-cup-london", stage -> stage.delete("friday-cup-london"),
                        List.of("RoomDestroyed"), Script::onlyWhatIsDeclaredRuns));
    }

    private static Scene edit(String title, String name, String spec, List<String> events, Predicate<Stage> outcome,
            Consumer<Stage> then) {
        return new Scene(title, "kubectl patch hathoraroom %s --type merge -p '{\"spec\":%s}'".formatted(name, spec),
                name, stage -> {
                    stage.edit(name, spec);
                    then.accept(stage);
                }, events, outcome);
    }

    /** Checks that players can connect to the rooms that should run, and that the suspended one was not created. */
    private static boolean allAsDeclared(Stage stage) {
        return stage.resources().stream().allMatch(resource -> switch (resource.getSpec().state()) {
            case ACTIVE -> isJoinable(stage.status(resource.getMetadata().getName()));
            case SUSPENDED -> stage.status(resource.getMetadata().getName()).phase() == Phase.SUSPENDED;
            case UNRECOGNIZED -> false;
        }) && onlyWhatIsDeclaredRuns(stage);
    }

    /** Checks the two promises: never two rooms for one resource, never a room without a resource. */
    private static boolean onlyWhatIsDeclaredRuns(Stage stage) {
        List<String> declared = stage.resources().stream()
                .filter(room -> room.getSpec().state() == RoomState.ACTIVE).map(HathoraRoom::getStatus)
                .filter(Objects::nonNull).map(HathoraRoomStatus::roomId).filter(Objects::nonNull).sorted().toList();
        return declared.equals(stage.runningRooms());
    }

    private static boolean isJoinable(HathoraRoomStatus status) {
        return status.phase() == Phase.ACTIVE && status.connection() != null;
    }
}
