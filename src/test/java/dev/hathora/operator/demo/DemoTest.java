package dev.hathora.operator.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The demo comes to its end, and tells what happened; where something goes wrong it says so. */
class DemoTest {
    private final Stage stage = new Stage(Duration.ofMillis(300));
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(written, true, StandardCharsets.UTF_8), false);

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void tellsEveryScene() throws InterruptedException {
        boolean done = new Demo(stage, screen, Duration.ofSeconds(90), Duration.ZERO).plays(Script.scenes());

        assertThat(done).as(told()).isTrue();
        assertThat(told())
                .containsSubsequence("1. The manifests", "RoomClaimed", "RoomCreated", "RoomActive", "createRoom ×6",
                        "2. A player joins", "welcome ann", "ann has won 1 of 3 rounds", "over UDP -> ann 1",
                        "3. The room is suspended", "the room is closed", "RoomSuspended", "suspendRoom",
                        "4. It is resumed", "RoomResumed", "RoomActive", "resumeRoom",
                        "5. The player joins again", "welcome ann", "ann has won 1 of 3 rounds",
                        "6. Another room gets another configuration", "RoomConfigUpdated", "updateRoomConfig",
                        "7. A match is over", "ann has won 3 of 3 rounds", "the match is over", "RoomEnded",
                        "RoomCreated", "createRoom",
                        "8. A resource is deleted", "RoomDestroyed", "destroyRoom",
                        "5 rooms run on the host, each accounted for")
                .containsPattern("minimal +Active +Frankfurt +127\\.0\\.0\\.1:\\d+ ")
                .doesNotContain("\u001b");
    }

    @Test
    void failsWhereASceneDoesNotLeadToWhatItShould() throws InterruptedException {
        var scene = new Scene("Nothing happens", "true", "minimal", s -> {}, List.of("RoomActive"), s -> true);

        boolean done = new Demo(stage, screen, Duration.ZERO, Duration.ZERO).plays(List.of(scene));

        assertThat(done).isFalse();
        assertThat(told()).contains("FAILED", "Events of minimal expected: [RoomActive]; seen: []")
                .doesNotContain("That was all");
    }

    private String told() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
