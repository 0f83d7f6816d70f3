package dev.hathora.operator.benchmark.host;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.runtime.GameRuntime;

/** Runs nothing. Whatever was started runs at once, and still does after a restart of the host. */
final class SimulatedRuntime implements GameRuntime {
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private volatile Consumer<String> changed = processId -> {
        // Nobody watches.
    };

    @Override
    public RuntimeId id() {
        return new RuntimeId("simulated", "nowhere");
    }

    @Override
    public void belongTo(String databaseId) {
        // To any.
    }

    @Override
    public void start(Launch launch) {
        running.add(launch.process().processId());
    }

    @Override
    public void terminate(String processId) {
        kill(processId);
    }

    @Override
    public void kill(String processId) {
        running.remove(processId);
        ended.add(processId);
        changed.accept(processId);
    }

    @Override
    public ProcessView view(GameProcess process) {
        if (ended.contains(process.processId())) {
            return new ProcessView.Ended(true, "was told to");
        }
        if (process.times().booted() != null) {
            running.add(process.processId());
        }
        return running.contains(process.processId())
                ? new ProcessView.Running(true, process.ports())
                : new ProcessView.Gone();
    }

    @Override
    public Collection<String> known() {
        return List.copyOf(running);
    }

    @Override
    public void forget(String processId) {
        running.remove(processId);
        ended.remove(processId);
    }

    @Override
    public GameOutput output(String processId) {
        throw new RuntimeFailure("a simulated game has no output");
    }

    @Override
    public void watch(Consumer<String> listener) {
        changed = listener;
    }

    @Override
    public void close() {
        // There is nothing to stop.
    }
}
