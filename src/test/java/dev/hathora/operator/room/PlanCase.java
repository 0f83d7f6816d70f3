package dev.hathora.operator.room;

import java.time.Instant;

import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A row of a table of plans.
 *
 * @param situation what is planned for
 * @param expected the plan; of a rest's message, a part
 */
record PlanCase(Situation situation, Plan expected) {
    /** A row that shows under its reason. */
    static Arguments row(String reason, Given given, Plan expected) {
        return Arguments.argumentSet(reason, new PlanCase(given.situation(), expected));
    }

    static Rest rest(Reason reason, Watch watch, String partOfMessage) {
        return new Rest(reason, partOfMessage, watch, null);
    }

    static Rest rest(Reason reason, Watch watch, @Nullable Instant until, String partOfMessage) {
        return new Rest(reason, partOfMessage, watch, until);
    }

    void check() {
        Plan plan = new Planner().plan(situation);
        if (plan instanceof Rest actual && expected instanceof Rest wanted) {
            assertThat(actual.message()).contains(wanted.message());
            assertThat(new Rest(actual.reason(), wanted.message(), actual.watch(), actual.until())).isEqualTo(wanted);
        } else {
            assertThat(plan).isEqualTo(expected);
        }
    }
}
