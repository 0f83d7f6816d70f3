package dev.hathora.operator.controller.memory;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a room counts as forgotten. */
class LooksTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Looks looks = new Looks(START);

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    @Test
    void aRoomIsForgottenWhenNothingHasBegunForIt() {
        looks.dueBy(at(10));

        assertThat(looks.areOverdue(at(10), at(0))).as("just in time").isFalse();
        assertThat(looks.areOverdue(at(11), at(0))).isTrue();
    }

    @Test
    void aPassThatWaitsForAnAnswerHasBegun() {
        looks.dueBy(at(10));
        looks.passBegins(at(10));

        assertThat(looks.areOverdue(at(11), at(0))).as("a slow webhook").isFalse();
        assertThat(looks.areOverdue(at(300), at(11))).as("stuck for minutes").isTrue();

        looks.dueBy(at(1000));
        assertThat(looks.areOverdue(at(300), at(11))).as("polls in bulk go on without it").isTrue();
        looks.dueBy(at(10));

        looks.passEnds();
        assertThat(looks.areOverdue(at(11), at(0))).as("it has to say when the next one is due").isTrue();
    }
}
