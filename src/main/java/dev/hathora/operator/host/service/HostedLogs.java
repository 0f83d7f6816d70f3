package dev.hathora.operator.host.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.roomv2.LogService;
import dev.hathora.operator.roomv2.Refusal;

/** What game servers write, from the files that it is kept in. */
public final class HostedLogs implements LogService {
    /** Each is looked at several times in a second. */
    private static final int MOST_FOLLOWERS = 64;

    private final Served served;
    private final ProcessStore processes;
    private final Function<String, Path> output;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

    /** @param output the file that a process writes; the older ones are beside it. It may not exist (any more) */
    public HostedLogs(Catalog catalog, ProcessStore processes, Function<String, Path> output) {
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
        Path file = output.apply(processId);
        if (!Files.exists(file) && process.state().isOver()) {
            throw new Refusal(410, "the output of process %s is not kept any more".formatted(processId));
        }
        OutputText text = new OutputText(file);
        if (!follow) {
            return out -> text.copy(lines, out);
        }
        if (!followers.tryAcquire()) {
            throw new Refusal(429, "too many follow logs already: try again when some have ended");
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
