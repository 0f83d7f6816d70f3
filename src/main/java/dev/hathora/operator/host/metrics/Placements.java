package dev.hathora.operator.host.metrics;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

import dev.hathora.operator.host.model.Application;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what becomes of new rooms: {@code hathora_host_placements_total}, by application, so that it is known which one
 * has no place. There are three series for each application that exists.
 */
final class Placements {
    /** What became of a new room. */
    enum Kind {
        /** It was placed on a process with a free place. */
        WARM,
        /** It was placed on a new process. */
        NEW,
        /** There was no place for it. */
        REFUSED
    }

    private record Series(String appId, Kind kind) {}

    private final MeterRegistry registry;
    private final ConcurrentMap<Series, Counter> counters = new ConcurrentHashMap<>();

    Placements(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String appId, Kind kind) {
        counter(new Series(appId, kind)).increment();
    }

    private Counter counter(Series series) {
        return counters.computeIfAbsent(series, s -> Counter.builder("hathora.host.placements")
                .description("Rooms that were placed on a process with a free place (warm) or on a new one (new), or"
                        + " for which there was none (refused)")
                .tag("application", s.appId()).tag("kind", s.kind().name().toLowerCase(Locale.ROOT))
                .register(registry));
    }

    /** Begins to count for new applications, as Prometheus has no rate of a first value, and forgets deleted ones. */
    void align(Collection<Application> living) {
        Set<String> ids = living.stream().map(Application::appId).collect(Collectors.toSet());
        counters.forEach((series, counter) -> {
            if (!ids.contains(series.appId()) && counters.remove(series, counter)) {
                registry.remove(counter);
            }
        });
        for (String appId : ids) {
            for (Kind kind : Kind.values()) {
                counter(new Series(appId, kind));
            }
        }
    }
}
