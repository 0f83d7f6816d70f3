package dev.hathora.operator.api.hathoraroom;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HathoraRoomStatusTest {
    private static final Condition READY = condition("Ready");

    @Test
    void findsAConditionByItsType() {
        HathoraRoomStatus status = with(List.of(condition("Stalled"), READY));

        assertThat(status.condition("Ready")).isSameAs(READY);
        assertThat(status.condition("Reconciling")).isNull();
    }

    @Test
    void doesNotChangeWithTheListsItWasMadeFrom() {
        var conditions = new ArrayList<>(List.of(READY));
        HathoraRoomStatus status = with(conditions);
        conditions.clear();

        assertThat(status.conditions()).containsExactly(READY);
    }

    @Test
    void hasNoListsWhereTheApiServerHasBegunIt() {
        HathoraRoomStatus status = Serialization.unmarshal("observedGeneration: -1", HathoraRoomStatus.class);

        assertThat(status.allocations()).isEmpty();
        assertThat(status.additionalPorts()).isEmpty();
        assertThat(status.conditions()).isEmpty();
    }

    /** What the API server takes; a condition that lacks anything is not the operator's. */
    private static Condition condition(String type) {
        return new ConditionBuilder().withType(type).withStatus("True").withReason("Active").withMessage("Well.")
                .withLastTransitionTime("2026-03-01T12:00:00Z").build();
    }

    private static HathoraRoomStatus with(List<Condition> conditions) {
        return new HathoraRoomStatus(null, null, null, null, null, List.of(), null, List.of(), 0, null, null,
                conditions);
    }
}
