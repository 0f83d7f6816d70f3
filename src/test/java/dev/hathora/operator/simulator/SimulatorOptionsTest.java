package dev.hathora.operator.simulator;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a simulator can be set to. */
class SimulatorOptionsTest {
    private static final SimulatorOptions DEFAULTS = SimulatorOptions.defaults();

    static Stream<Arguments> wrong() {
        return Stream.of(row("port", () -> DEFAULTS.withPort(-1)), row("port", () -> DEFAULTS.withPort(65_536)),
                row("token", () -> DEFAULTS.withToken(" ")),
                row("latency", () -> DEFAULTS.withLatency(Duration.ofMillis(-1))),
                row("boot", () -> DEFAULTS.withBoot(Duration.ofMillis(-1))),
                row("room", () -> DEFAULTS.withRoomsPerProcess(0)),
                row("rate limit", () -> DEFAULTS.withRateLimit(-1)),
                row("rate limit", () -> DEFAULTS.withRateLimit(Double.NaN)));
    }

    private static Arguments row(String named, Supplier<SimulatorOptions> options) {
        return arguments(named, options);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void wrongValuesAreNamed(String named, Supplier<SimulatorOptions> options) {
        assertThatThrownBy(options::get).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(named);
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(DEFAULTS.withToken("secret")).asString().contains("port=0").doesNotContain("secret");
    }

    @Test
    void aPortInUseIsAnError() {
        try (Simulator first = Simulator.start(DEFAULTS)) {
            SimulatorOptions samePort = DEFAULTS.withPort(first.uri().getPort());

            assertThatThrownBy(() -> Simulator.start(samePort)).isInstanceOf(UncheckedIOException.class);
        }
    }
}
