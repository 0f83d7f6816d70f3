package dev.hathora.operator.controller.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The {@link EventPace} of each namespace that had events lately. Thread-safe. */
final class EventPaces {
    private final LongSupplier nanoTime;
    private final Map<String, EventPace> paces = new HashMap<>();

    /** @param nanoTime a monotonic clock, in nanoseconds */
    EventPaces(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes the next place of a namespace. Returns the time until the event may be written. */
    synchronized Duration next(String namespace) {
        paces.values().removeIf(EventPace::isIdle);
        return paces.computeIfAbsent(namespace, name -> new EventPace(nanoTime)).next();
    }
}
