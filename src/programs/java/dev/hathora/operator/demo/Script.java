package dev.hathora.operator.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatedRoom;

/** What is shown, scene by scene. */
final class Script {
    private static final Path EXAMPLES = Path.of("examples");

    private Script() {}

    /** All scenes. */
    static List<Scene> scenes() {
        return List.of(
                new Scene("The manifests in examples/ are applied", "kubectl apply -f examples/",
                        "minimal", stage -> stage.apply(EXAMPLES),
                        List.of("RoomClaimed", "RoomCreated", "RoomActive"), Script::allAsDeclared),
                edit("A room gets another configuration", "with-config", "{\"roomConfigJson\":{\"map\":\"canyon\"}}",
                        List.of("RoomConfigUpdated"),
                        stage -> room(stage, "with-config").map(SimulatedRoom::roomConfig).orElse("")
                                .contains("canyon")),
                edit("A room is suspended", "friday-cup-tokyo", "{\"state\":\"Suspended\"}",
                        List.of("RoomSuspended"),
                        stage -> stage.status("friday-cup-tokyo").phase() == Phase.SUSPENDED
                                && room(stage, "friday-cup-tokyo").map(SimulatedRoom::status)
                                        .equals(Optional.of(RoomStatus.SUSPENDED))),
                edit("It is resumed", "friday-cup-tokyo", "{\"state\":\"Active\"}",
                        List.of("RoomResumed", "RoomActive"),
                        stage -> isJoinable(stage.status("friday-cup-tokyo"))),
                new Scene("A match is over: the game server ends its room, and another one takes its place",
                        "curl -X POST $HATHORA/_sim/rooms/$ROOM/destroy", "minimal",
                        stage -> stage.hathora().destroyAsGame(room(stage, "minimal").orElseThrow().roomId()),
                        List.of("RoomEnded", "RoomClaimed", "RoomCreated", "RoomActive"),
                        stage -> stage.status("minimal").restarts() == 1 && isJoinable(stage.status("minimal"))),
                new Scene("A resource is deleted", "kubectl delete hathoraroom friday-cup-london",
                        "friday-cup-london", stage -> stage.delete("friday-cup-london"),
                        List.of("RoomDestroyed"), Script::onlyWhatIsDeclaredRuns));
    }

    private static Scene edit(String title, String name, String spec, List<String> events, Predicate<Stage> outcome) {
        return new Scene(title, "kubectl patch hathoraroom %s --type merge -p '{\"spec\":%s}'".formatted(name, spec),
                name, stage -> stage.edit(name, spec), events, outcome);
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
        List<String> declared = stage.resources().stream().map(HathoraRoom::getStatus).filter(Objects::nonNull)
                .map(HathoraRoomStatus::roomId).filter(Objects::nonNull).sorted().toList();
        return declared.equals(stage.livingRooms().stream().map(SimulatedRoom::roomId).sorted().toList());
    }

    private static boolean isJoinable(HathoraRoomStatus status) {
        return status.phase() == Phase.ACTIVE && status.connection() != null;
    }

    /** The room of a resource as Hathora has it. */
    private static Optional<SimulatedRoom> room(Stage stage, String name) {
        String roomId = stage.status(name).roomId();
        return stage.livingRooms().stream().filter(room -> room.roomId().equals(roomId)).findFirst();
    }
}
