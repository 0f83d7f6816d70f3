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
        CallObserver first = (operation, appId, failure, duration) -> told
                .add("first " + operation + appId + duration + failure);
        CallObserver both = first
                .and((operation, appId, failure, duration) -> told
                        .add("next " + operation + appId + duration + failure));

        both.called(Operation.GET_ROOM_INFO, "app", null, Duration.ofSeconds(1));

        assertThat(told).containsExactly("first GET_ROOM_INFOappPT1Snull", "next GET_ROOM_INFOappPT1Snull");
    }
}
