package dev.hathora.operator.metrics;

import java.time.Duration;
import java.util.Locale;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/** Counts and times the calls to Hathora by operation and outcome: {@code hathora_calls_seconds}. */
public final class CallMetrics implements CallObserver {
    /** A call is given up after 10 s. */
    private static final Duration[] BUCKETS = {Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
        Duration.ofSeconds(5), Duration.ofSeconds(10)};

    private final MeterRegistry registry;

    /** @param registry where they are counted */
    public CallMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(Operation operation, @Nullable HathoraException failure, Duration duration) {
        Timer.builder("hathora.calls").description("Calls to Hathora Cloud")
                .tag("operation", operation.hathoraName())
                .tag("outcome", failure == null ? "success" : failure.kind().name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS).register(registry).record(duration);
    }
}
