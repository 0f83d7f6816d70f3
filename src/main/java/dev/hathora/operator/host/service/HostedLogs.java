package dev.hathora.operator.host.service;

import java.util.concurrent.Semaphore;
import java.util.function.Function;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.roomv2.LogService;
import dev.hathora.operator.roomv2.Refusal;

/** Logs of game servers, from their runtime. */
public final class HostedLogs implements LogService {
    /** The output of each is checked at least once a second. */
    private static final int MOST_FOLLOWERS = 64;

    private final Served served;
    private final ProcessStore processes;
    private final Function<String, GameOutput> output;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

    /**
     * @param output the output of a process
     */
    public HostedLogs(Catalog catalog, ProcessStore processes, Function<String, GameOutput> output) {
        this.served = new Served(catalog);
        this.processes = processes;
        this.output = output;
    }

    @Override
    public Log log(String appId, String processId, int lines, boolean follow) {
        GameProcess process = HostedRooms.asking(() -> {
            served.application(appId);
            return processes.find(appId, processId)
                    .orElseThrow(() -> new Refusal(404, "process %s does not exist".formatted(processId)));
        });
        GameOutput text = output.apply(processId);
        if (!text.isKept() && process.state().isOver()) {
            throw new Refusal(410, "the output of process %s is no longer kept".formatted(processId));
        }
        if (!follow) {
            return out -> text.copy(lines, out);
        }
        if (!followers.tryAcquire()) {
            throw new Refusal(429, "too many logs are already followed: try again later");
        }
        return out -> {
            try {
                text.follow(lines, out, () -> isOver(processId));
            } finally {
                followers.release();
            }
        };
    }

    private boolean isOver(String processId) {
        return HostedRooms.asking(() -> processes.find(processId).map(process -> process.state().isOver()))
                .orElse(true);
    }
}
