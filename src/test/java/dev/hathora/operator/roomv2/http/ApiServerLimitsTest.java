package dev.hathora.operator.roomv2.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiServerLimitsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({"a shell that sets nothing, 1024, 512", "a service, 65536, 10000",
        "no limit, 9223372036854775807, 10000",
        "next to nothing, 1, 1"})
    void connectionsLeaveFilesForEverythingElse(String reason, long files, int connections) {
        assertThat(ApiServer.Limits.connections(files)).as(reason).isEqualTo(connections);
    }
}
