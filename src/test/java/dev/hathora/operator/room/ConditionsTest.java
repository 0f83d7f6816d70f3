package dev.hathora.operator.room;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import io.fabric8.kubernetes.api.model.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.hathora.operator.room.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

class ConditionsTest {
    private static final Instant LATER = NOW.plusSeconds(60);

    private static HathoraRoomStatus status(HathoraRoomStatus previous, Instant now, Reason reason, String message,
            boolean asObserved) {
        List<Condition> conditions = new Conditions(previous, 3L, now, "")
                .of(new Rest(reason, message, Watch.NONE, null), asObserved);
        return new HathoraRoomStatus(3L, null, null, null, null, List.of(), null, List.of(), 0, null, null, conditions);
    }

    private static Condition ready(HathoraRoomStatus status) {
        return Objects.requireNonNull(status.condition("Ready"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ACTIVE              | false | Ready=True                       | as spec wants it",
        "OBSERVED            | true  | Ready=True                       | as it is observed",
        "OBSERVED            | false | Ready=False                      | as it is observed",
        "PAUSED              | true  | Ready=True                       | as it is observed",
        "ROOM_ENDED          | true  | Ready=False                      | over, and nothing is being done about it",
        "STARTING            | true  | Ready=False Reconciling=True     | being worked on",
        "HATHORA_UNREACHABLE | true  | Ready=Unknown Reconciling=True   | the state is unknown, and the call is "
                + "retried",
        "BILLING_BLOCKED     | true  | Ready=False Stalled=True         | a user has to act",
    })
    void reconcilingAndStalledAreThereOnlyWhileTheyAreTrue(Reason reason, boolean asObserved, String expected,
            String why) {
        HathoraRoomStatus status = status(HathoraRoomStatus.EMPTY, NOW, reason, "Because.", asObserved);
        assertThat(String.join(" ", status.conditions().stream().map(c -> c.getType() + "=" + c.getStatus()).toList()))
                .as(why).isEqualTo(expected);
        assertThat(status.conditions()).allSatisfy(c -> {
            assertThat(c.getReason()).isEqualTo(reason.conditionReason());
            assertThat(c.getMessage()).isEqualTo("Because.");
            assertThat(c.getObservedGeneration()).isEqualTo(3);
            assertThat(c.getLastTransitionTime()).isEqualTo("2026-03-01T12:00:00Z");
        });
    }

    @Test
    void aTransitionIsAChangeOfStatusAlone() {
        HathoraRoomStatus starting = status(HathoraRoomStatus.EMPTY, NOW, Reason.STARTING, "It starts.", false);
        HathoraRoomStatus restarting = status(starting, LATER, Reason.RESTARTING, "It ended.", false);
        assertThat(ready(restarting).getLastTransitionTime()).isEqualTo(NOW.toString());
        assertThat(ready(restarting).getReason()).isEqualTo("Restarting");
        assertThat(ready(restarting).getMessage()).isEqualTo("It ended.");

        HathoraRoomStatus active = status(restarting, LATER.plusMillis(987), Reason.ACTIVE, "It runs.", false);
        assertThat(ready(active).getLastTransitionTime()).as("in whole seconds").isEqualTo(LATER.toString());
    }

    @Test
    void whileAnOutageLastsItsFirstCauseStands() {
        HathoraRoomStatus down = status(HathoraRoomStatus.EMPTY, NOW, Reason.HATHORA_UNREACHABLE, "Timeout.", false);
        assertThat(status(down, LATER, Reason.HATHORA_UNREACHABLE, "Connection reset.", false))
                .as("causes alternate, and each would be a write").isEqualTo(down);
    }

    @Test
    void whatAHumanHasToReadIsAlwaysCurrent() {
        HathoraRoomStatus stalled = status(HathoraRoomStatus.EMPTY, NOW, Reason.REQUEST_REJECTED, "Bad a.", false);
        HathoraRoomStatus other = status(stalled, LATER, Reason.REQUEST_REJECTED, "Bad b.", false);
        assertThat(other.conditions()).extracting(Condition::getMessage).containsOnly("Bad b.");
    }

    @Test
    void anOutageAfterSomethingElseSaysWhatItIs() {
        HathoraRoomStatus starting = status(HathoraRoomStatus.EMPTY, NOW, Reason.STARTING, "It starts.", false);
        HathoraRoomStatus down = status(starting, LATER, Reason.HATHORA_UNREACHABLE, "Timeout.", false);
        assertThat(down.conditions()).extracting(Condition::getMessage).containsOnly("Timeout.");
    }

    @ParameterizedTest
    @CsvSource({"1024, false", "1025, true"})
    void aLongMessageIsCut(int length, boolean cut) {
        HathoraRoomStatus status = status(HathoraRoomStatus.EMPTY, NOW, Reason.REQUEST_REJECTED, "x".repeat(length),
                false);
        assertThat(ready(status).getMessage()).hasSize(1024).endsWith(cut ? "x…" : "xx");
    }
}
