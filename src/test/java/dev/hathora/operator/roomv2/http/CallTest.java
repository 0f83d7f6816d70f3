package dev.hathora.operator.roomv2.http;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallTest {
    @Test
    void whatACallerSendsIsOneLineOfALog() {
        Call call = new Call(Route.get("getLobby", "/lobby/{shortCode}", Route.Auth.NONE, asked -> asked.json()),
                Map.of("shortCode", "a\r\nERROR\u001b[2J\u2028b\u202ec"), "", "Bearer secret", null, () -> new byte[0]);

        assertThat(call.toString()).isEqualTo("getLobby{shortCode=a??ERROR?[2J?b?c}");
    }
}
