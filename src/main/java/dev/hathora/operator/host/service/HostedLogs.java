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

/** Logs of game servers, from the files that contain their output. */
public final class HostedLogs implements LogService {
    /** The file of each is checked several times a second. */
    private static final int MOST_FOLLOWERS = 64;

    private final Served served;
    private final ProcessStore processes;
    private final Function<String, Path> output;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

    /**
     * @param output the file that a process writes; older files are in the same folder. It may not exist yet, or no
     *     longer exist
     */
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
            throw new Refusal(410, "the output of process %s is no longer kept".formatted(processId));
        }
        OutputText text = new OutputText(file);
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
