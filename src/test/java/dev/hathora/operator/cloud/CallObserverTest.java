package dev.hathora.operator.cloud;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallObserverTest {
    @Test
    void bothAreToldInTheirOrder() {
        List<String> told = new ArrayList<>();
        CallObserver first = (operation, failure, duration) -> told.add("first " + operation + duration + failure);
        CallObserver both = first
                .and((operation, failure, duration) -> told.add("next " + operation + duration + failure));

        both.called(Operation.GET_ROOM_INFO, null, Duration.ofSeconds(1));

        assertThat(told).containsExactly("first GET_ROOM_INFOPT1Snull", "next GET_ROOM_INFOPT1Snull");
    }
}
