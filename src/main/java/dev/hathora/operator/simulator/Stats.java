package dev.hathora.operator.simulator;

import java.util.Map;

import dev.hathora.operator.cloud.Operation;

/**
 * The number of calls by operation and answer.
 *
 * @param calls by Hathora's name of the operation, then by the HTTP status, or {@code cut} where the connection was
 *     closed without an answer
 */
public record Stats(Map<String, Map<String, Long>> calls) {
    /** All calls of an operation. */
    public long count(Operation operation) {
        return of(operation).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of calls of an operation with this status. 0 stands for calls whose connection was cut. */
    public long count(Operation operation, int status) {
        return of(operation).getOrDefault(CallCounter.key(status), 0L);
    }

    /** All calls. */
    public long total() {
        return calls.values().stream().flatMap(byStatus -> byStatus.values().stream()).mapToLong(Long::longValue).sum();
    }

    private Map<String, Long> of(Operation operation) {
        return calls.getOrDefault(operation.hathoraName(), Map.of());
    }
}
