package dev.hathora.operator.host.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.hathora.operator.roomv2.http.Answer;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Exchange;
import dev.hathora.operator.roomv2.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times the calls of the API by operation and status: {@code hathora_host_requests_seconds}. The time ends
 * when the answer is known; how long a client takes to read it, or follows a log, does not count.
 */
public final class RequestMetrics implements Interceptor {
    private static final Duration[] BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
        Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5)};

    /** What is only answered where there is no place for a room. */
    private static final int NO_PLACE = 402;

    private final MeterRegistry registry;
    private final Consumer<String> refused;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(String operation, int status) {}

    /**
     * @param registry the registry for the metrics
     * @param refused is called with the id of the application when there was no place for a room
     */
    public RequestMetrics(MeterRegistry registry, Consumer<String> refused) {
        this.registry = registry;
        this.refused = refused;
    }

    @Override
    public void intercept(Exchange exchange, Call call, Api api) throws IOException, InterruptedException {
        exchange.send(measured(call, api));
    }

    private Answer measured(Call call, Api api) {
        long begin = System.nanoTime();
        // What fails in an unexpected way is answered so.
        int status = 500;
        try {
            Answer answer = api.process(call);
            status = answer.status();
            if (status == NO_PLACE) {
                refused.accept(call.appId());
            }
            return answer;
        } finally {
            timers.computeIfAbsent(new Series(call.route().name(), status), this::timer)
                    .record(Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private Timer timer(Series series) {
        return Timer.builder("hathora.host.requests").description("Calls of the host's API")
                .tag("operation", series.operation()).tag("code", Integer.toString(series.status()))
                .serviceLevelObjectives(BUCKETS).register(registry);
    }
}
