package dev.hathora.operator.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/** Counts the operator's calls to Hathora. */
final class Calls implements CallObserver {
    private int total;
    private final Map<String, Integer> changes = new LinkedHashMap<>();

    @Override
    public synchronized void called(Operation operation, String appId, @Nullable HathoraException failure,
            Duration duration) {
        total++;
        if (operation.isMutation()) {
            changes.merge(operation.hathoraName() + (failure == null ? "" : " " + failure.kind()), 1, Integer::sum);
        }
    }

    /** Those that changed rooms since this was asked for. */
    synchronized String takeChanges() {
        String taken = changes.entrySet().stream()
                .map(call -> call.getKey() + (call.getValue() == 1 ? "" : " ×" + call.getValue()))
                .collect(Collectors.joining(", "));
        changes.clear();
        return taken.isEmpty() ? "none" : taken;
    }

    /** How many there were. */
    synchronized int total() {
        return total;
    }
}
