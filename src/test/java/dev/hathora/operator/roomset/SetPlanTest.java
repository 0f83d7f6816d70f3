package dev.hathora.operator.roomset;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.roomset.SetCase.set;
import static org.assertj.core.api.Assertions.assertThat;

/** What a plan says beside what to create and to remove. */
class SetPlanTest {
    @ParameterizedTest
    @FieldSource
    void timeAloneMakesRoomsAvailable(SetCase given, @Nullable Duration lookAgainIn) {
        assertThat(given.plan().lookAgainIn()).isEqualTo(lookAgainIn);
    }

    static final Supplier<List<Arguments>> timeAloneMakesRoomsAvailable = () -> List.of(
            look("the rest of minReadySeconds", set(1, "a: ready=4").minReady(Duration.ofSeconds(10)), 6L),
            look("the first of several", set(2, "a: ready=4", "b: ready=7").minReady(Duration.ofSeconds(10)), 3L),
            look("at that very moment it is available", set(1, "a: ready=10").minReady(Duration.ofSeconds(10)), null),
            look("the clock that wrote the time is ahead", set(1, "a: ready=-5").minReady(Duration.ofSeconds(10)),
                    15L),
            look("without minReadySeconds there is nothing to wait for", set(1, "a: ready=0"), null),
            look("a room that boots takes its time", set(1, "a:").minReady(Duration.ofSeconds(10)), null),
            look("one that is removed is not waited for",
                    set(1, "a: ready=4", "b: ready").minReady(Duration.ofSeconds(10)), null),
            look("nor one that is being deleted",
                    set(1, "a: ready=4 deleting", "b: ready").minReady(Duration.ofSeconds(10)), null),
            look("a negative time is none", set(1, "a: ready=0").minReady(Duration.ofSeconds(-1)), null),
            look("an endless time is as long as an int32 can say",
                    set(1, "a: ready=0").minReady(Duration.ofSeconds(Long.MAX_VALUE)), 2147483647L));

    private static Arguments look(String reason, SetCase given, @Nullable Long seconds) {
        return Arguments.argumentSet(reason, given, seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void statusCountsTheRoomsThatAreThere() {
        SetCase given = set(9, "a: ready in-use", "b: ready=1", "c: old ready", "d: lost in-use", "e: stuck", "f:",
                "g: ready in-use deleting", "h: in-use ended").minReady(Duration.ofSeconds(10));
        assertThat(given.plan().counts()).isEqualTo(new SetCounts(6, 3, 5, 2, 2));
    }

    @Test
    void anEmptyPlanNeitherCreatesNorRemoves() {
        assertThat(set(1, "a: ready").plan().isEmpty()).isTrue();
        assertThat(set(1).plan().isEmpty()).isFalse();
        assertThat(set(0, "a: ready").plan().isEmpty()).isFalse();
    }
}
