package dev.hathora.operator.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/** Counts and times the calls to Hathora by operation and outcome: {@code hathora_calls_seconds}. */
public final class CallMetrics implements CallObserver {
    /** A call is abandoned after 10 s. */
    private static final Duration[] BUCKETS = {Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
        Duration.ofSeconds(5), Duration.ofSeconds(10)};

    private final MeterRegistry registry;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    /**
     * @param kind how the calls failed; null for successful calls
     */
    private record Series(Operation operation, @Nullable ErrorKind kind) {}

    /**
     * @param registry the registry for the metrics
     */
    public CallMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(Operation operation, String appId, @Nullable HathoraException failure, Duration duration) {
        timers.computeIfAbsent(new Series(operation, failure == null ? null : failure.kind()), this::timer)
                .record(duration);
    }

    private Timer timer(Series series) {
        return Timer.builder("hathora.calls").description("Calls to Hathora")
                .tag("operation", series.operation().hathoraName())
                .tag("outcome", series.kind() == null ? "success" : WorkMetrics.lower(series.kind()))
                .serviceLevelObjectives(BUCKETS).register(registry);
    }
}
