package dev.hathora.operator;

import java.time.Duration;
import java.util.Locale;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/** Counts and times the calls to Hathora by operation and outcome: {@code hathora_calls_seconds}. */
final class CallMetrics implements CallObserver {
    private final MeterRegistry registry;

    CallMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(Operation operation, @Nullable HathoraException failure, Duration duration) {
        Timer.builder("hathora.calls").description("Calls to Hathora Cloud")
                .tag("operation", operation.hathoraName())
                .tag("outcome", failure == null ? "success" : failure.kind().name().toLowerCase(Locale.ROOT))
                .register(registry).record(duration);
    }
}
