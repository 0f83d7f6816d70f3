package dev.hathora.operator.simulator;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import dev.hathora.operator.cloud.Operation;

/** Counts calls for {@link Stats}. */
final class CallCounter {
    private final Map<String, Map<String, Long>> calls = new TreeMap<>();

    /** The status as statistics name it. 0 means that the connection was cut. */
    static String key(int status) {
        return status == 0 ? "cut" : Integer.toString(status);
    }

    synchronized void count(Operation operation, int status) {
        calls.computeIfAbsent(operation.hathoraName(), name -> new TreeMap<>()).merge(key(status), 1L, Long::sum);
    }

    synchronized Stats snapshot() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        calls.forEach((operation, byStatus) -> copy.put(operation,
                Collections.unmodifiableMap(new TreeMap<>(byStatus))));
        return new Stats(Collections.unmodifiableMap(copy));
    }
}
