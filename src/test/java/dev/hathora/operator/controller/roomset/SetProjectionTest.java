package dev.hathora.operator.controller.roomset;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.controller.roomset.SetProjection.Told;
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.roomset.SetCounts;
import dev.hathora.operator.roomset.SetVerdict;
import io.fabric8.kubernetes.api.model.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SetProjectionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.9Z");
    private static final SetCounts ONE = new SetCounts(1, 1, 1, 1, 0);
    private static final SetCounts FIVE = new SetCounts(5, 4, 3, 2, 1);

    private static HathoraRoomSetStatus project(HathoraRoomSet set, Told told, Instant now) {
        return SetProjection.project(set, FIVE, "abc", told, now);
    }

    private static HathoraRoomSet set() {
        return SetManifest.set("{template: {spec: {region: Tokyo}}}");
    }

    static Stream<Arguments> verdicts() {
        return Stream.of(
                Arguments.of(new SetVerdict.Complete(), ONE, SetReason.COMPLETE, "The room is available."),
                Arguments.of(new SetVerdict.Complete(), FIVE, SetReason.COMPLETE, "All 2 rooms are available."),
                Arguments.of(new SetVerdict.Progressing("1 of 2 rooms exists"), FIVE, SetReason.PROGRESSING,
                        "1 of 2 rooms exists"),
                Arguments.of(new SetVerdict.WaitingForRoomsInUse(1, RemovalCause.ROLLOUT), FIVE,
                        SetReason.ROOMS_IN_USE, "1 room is to be removed because the template has changed"),
                Arguments.of(new SetVerdict.WaitingForRoomsInUse(2, RemovalCause.SCALE_DOWN), FIVE,
                        SetReason.ROOMS_IN_USE, "2 rooms are to be removed to scale down"),
                Arguments.of(new SetVerdict.Paused(0), FIVE, SetReason.PAUSED, "Rollouts are paused (spec.paused)."),
                Arguments.of(new SetVerdict.Paused(3), FIVE, SetReason.PAUSED, "Rooms of an earlier template: 3."),
                Arguments.of(new SetVerdict.Stalled("hubs-a", "BillingBlocked", "pay", 1), FIVE,
                        SetReason.ROOM_STALLED, "1 room is stalled. hubs-a: BillingBlocked: pay"),
                Arguments.of(new SetVerdict.Stalled("hubs-a", "BillingBlocked", "pay", 2), FIVE,
                        SetReason.ROOM_STALLED, "2 rooms are stalled. hubs-a: BillingBlocked: pay"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("verdicts")
    void tellsTheVerdict(SetVerdict verdict, SetCounts counts, SetReason reason, String message) {
        Told told = SetProjection.told(verdict, counts);

        assertThat(told.reason()).isEqualTo(reason);
        assertThat(told.message()).contains(message);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(SetReason.COMPLETE, List.of("Ready=True"), "nothing is left to do"),
                Arguments.of(SetReason.PROGRESSING, List.of("Ready=False", "Reconciling=True"), "only time is needed"),
                Arguments.of(SetReason.ROOM_STALLED, List.of("Ready=False", "Stalled=True"), "a user has to act"));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("kinds")
    void conditionsFollowKstatus(SetReason reason, List<String> conditions, String why) {
        HathoraRoomSetStatus status = project(set(), new Told(reason, "m"), NOW);

        assertThat(status.conditions().stream().map(c -> c.getType() + "=" + c.getStatus())).as(why)
                .isEqualTo(conditions);
        assertThat(status.conditions()).allSatisfy(c -> {
            assertThat(c.getObservedGeneration()).isEqualTo(7);
            assertThat(c.getLastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
        });
    }

    @Test
    void nothingChangesWhileNothingChanges() {
        HathoraRoomSet set = set();
        Told told = new Told(SetReason.COMPLETE, "m");
        HathoraRoomSetStatus first = project(set, told, NOW);
        set.setStatus(first);

        assertThat(project(set, told, NOW.plusSeconds(60))).isEqualTo(first);
        HathoraRoomSetStatus later = project(set, new Told(SetReason.PAUSED, "n"), NOW.plusSeconds(60));
        assertThat(ready(later).getLastTransitionTime()).as("it is True as before").isEqualTo("2026-01-01T12:00:00Z");
        HathoraRoomSetStatus worse = project(set, new Told(SetReason.PROGRESSING, "n"), NOW.plusSeconds(60));
        assertThat(ready(worse).getLastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
    }

    @Test
    void aLongMessageIsCut() {
        HathoraRoomSetStatus status = project(set(), new Told(SetReason.ROOM_STALLED, "x".repeat(5000)), NOW);

        assertThat(ready(status).getMessage()).hasSizeLessThanOrEqualTo(1024);
    }

    private static Condition ready(HathoraRoomSetStatus status) {
        return Objects.requireNonNull(status.condition("Ready"));
    }
}
