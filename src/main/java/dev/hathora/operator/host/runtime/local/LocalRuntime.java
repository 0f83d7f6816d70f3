package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.ExitCode;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.runtime.GameRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs game servers as processes of this machine.
 *
 * <p>A small script writes its own pid and start time to a file that is named after the record, and then replaces
 * itself with the game server. So each game server has its file, and because the file is only written if it does not
 * exist, no two game servers run for one record. The host finds its game servers by these files, also after it was
 * killed.
 *
 * <p>Only one host at a time can use a folder, with one database: it kills game servers that have no record in that
 * database.
 */
public final class LocalRuntime implements GameRuntime {
    private static final Logger log = LoggerFactory.getLogger(LocalRuntime.class);

    private static final Duration CLAIMED = Duration.ofSeconds(10);
    private static final Ended UNSEEN = new Ended(false,
            "exit code unknown (the host was restarted in the meantime)");

    private final GameFolder folder;
    private final ProcessTable table;
    private final Claims claims;
    private final Output output;
    private final Launcher launcher = new Launcher(NativeText.ofThisMachine());
    private final Map<String, LocalProcess> processes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("game-servers").factory());
    private volatile Consumer<String> changed = processId -> {
        // There is no listener yet.
    };
    private final PortWatch ports;

    private LocalRuntime(GameFolder folder, Housekeeping.Limits limits, ProcessTable table) throws IOException {
        this.folder = folder;
        this.table = table;
        ports = new PortWatch(table, timer, id -> changed.accept(id));
        claims = new Claims(folder.path().resolve("processes"));
        output = new Output(folder.path().resolve("output"), limits.outputBytes(), limits.keepOutput());
        new Housekeeping(claims, output, timer).start(limits);
    }

    /**
     * Opens a folder.
     *
     * @param folder is created if it does not exist
     * @throws RuntimeFailure if it can't be used, or another host uses it
     */
    public static LocalRuntime open(Path folder) {
        return open(folder, Housekeeping.Limits.DEFAULT, ProcessTable.open());
    }

    static LocalRuntime open(Path folder, Housekeeping.Limits limits, ProcessTable table) {
        NativeText.ofThisMachine().require("the folder for game servers", folder.toString());
        GameFolder opened = GameFolder.open(folder);
        try {
            return new LocalRuntime(opened, limits, table);
        } catch (IOException e) {
            throw new RuntimeFailure("the folder " + opened.path() + " can't be used for game servers: " + e, e);
        }
    }

    @Override
    public void belongTo(String databaseId) {
        folder.belongTo(databaseId, claims.ids().isEmpty());
    }

    @Override
    public RuntimeId id() {
        return folder.id();
    }

    @Override
    public void watch(Consumer<String> listener) {
        changed = listener;
    }

    @Override
    public void start(Launch launch) {
        GameProcess record = launch.process();
        String id = record.processId();
        if (find(id).isPresent()) {
            return;
        }
        record.ports().forEach(ports::requireFree);
        Process process = launcher.start(launch, claims.file(id), claims.variables(id), createOutput(id));
        Identity claim = awaitClaim(id, process);
        if (claim.pid() == process.pid()) {
            LocalProcess local = new LocalProcess(claim, true);
            processes.put(id, local);
            CompletableFuture<Void> unused = process.onExit()
                    .thenAccept(done -> noteEnded(id, local, ExitCode.ended(done.exitValue())));
        }
        find(id).ifPresent(local -> ports.await(record, local));
    }

    private Path createOutput(String processId) {
        try {
            return output.create(processId);
        } catch (IOException e) {
            throw new RuntimeFailure("the output of the game server can't be written: " + e, e);
        }
    }

    /** This usually takes a few milliseconds. A script that takes too long is found later by its claim. */
    private Identity awaitClaim(String id, Process process) {
        long end = System.nanoTime() + CLAIMED.toNanos();
        try {
            while (process.isAlive() && claims.find(id).isEmpty() && System.nanoTime() - end < 0) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("the host is shutting down", e);
        }
        return claims.find(id).orElseThrow(() -> new RuntimeFailure(
                "the game server can't be started: its start script did not complete; see " + output.current(id)));
    }

    @Override
    public void terminate(String processId) {
        // This is only noted if the process could be read; otherwise SIGTERM is sent the next time.
        find(processId).flatMap(local -> table.handle(local.identity()).filter(handle -> local.beginTermination()))
                .ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void kill(String processId) {
        find(processId).flatMap(local -> table.handle(local.identity())).ifPresent(ProcessHandle::destroyForcibly);
        killRest(processId);
    }

    /** As in a container, no process that a game server started outlives it. */
    private void killRest(String processId) {
        table.withVariable(Identity.variable(processId)).forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public ProcessView view(GameProcess record) {
        if (!record.runtimeId().equals(id().id())) {
            return new ProcessView.Unknown("it runs elsewhere");
        }
        try {
            return find(record.processId()).map(local -> view(record, local)).orElseGet(() -> withoutClaim(record));
        } catch (RuntimeFailure e) {
            return new ProcessView.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /** The file of a running game server may have been removed by a user. */
    private ProcessView withoutClaim(GameProcess record) {
        boolean runs = record.times().booted() != null && !record.state().isOver()
                && !table.withVariable(Identity.variable(record.processId())).isEmpty();
        return runs
                ? new ProcessView.Running(record.times().started() != null, record.ports())
                : new ProcessView.Gone();
    }

    private ProcessView view(GameProcess record, LocalProcess local) {
        boolean alive = local.ended() == null && table.isAlive(local.identity());
        if (!alive && !local.isChild()) {
            noteEnded(record.processId(), local, UNSEEN);
        }
        Ended ended = local.ended();
        if (ended != null) {
            tryToEndRest(record.processId(), local);
            return ended;
        }
        if (!alive) {
            return new ProcessView.Unknown("it has ended, and its exit code is not known yet");
        }
        // The port of a process that has already started is not checked again.
        boolean bound = record.state() != ProcessState.STARTING || ports.isBound(record, local);
        if (!bound) {
            ports.await(record, local);
        }
        return new ProcessView.Running(bound, record.ports());
    }

    private void noteEnded(String id, LocalProcess local, Ended how) {
        // This comes first, because the exit code is reported only once, and the other steps may fail.
        if (local.noteEnded(how)) {
            tryToEndRest(id, local);
            changed.accept(id);
        }
    }

    private void tryToEndRest(String id, LocalProcess local) {
        try {
            endRest(id, local);
        } catch (RuntimeFailure e) {
            log.warn("Processes that process {} left behind can't be killed yet: {}", id, e.getMessage());
        }
    }

    private void endRest(String id, LocalProcess local) {
        if (!local.isRestEnded()) {
            killRest(id);
            local.noteRestEnded();
        }
    }

    /** The process that runs, or ran, for a record: from memory, or found by its claim. */
    private Optional<LocalProcess> find(String processId) {
        LocalProcess known = processes.get(processId);
        if (known != null) {
            return Optional.of(known);
        }
        return claims.find(processId).map(identity -> processes.computeIfAbsent(processId, id -> {
            LocalProcess found = new LocalProcess(identity, false);
            table.handle(identity).ifPresent(handle -> {
                // The listener checks the process itself: the JDK also calls this if it can't read the process.
                CompletableFuture<Void> unused = handle.onExit().thenAccept(done -> changed.accept(id));
            });
            return found;
        }));
    }

    @Override
    public Collection<String> known() {
        return claims.ids();
    }

    @Override
    public void forget(String processId) {
        find(processId).filter(local -> !table.isAlive(local.identity())).ifPresent(local -> {
            endRest(processId, local);
            claims.remove(processId);
            processes.remove(processId);
        });
    }

    @Override
    public GameOutput output(String processId) {
        return new OutputText(outputFile(processId));
    }

    /** The file with the newest output of a process. */
    Path outputFile(String processId) {
        return output.current(processId);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        changed = processId -> {
            // There is no listener any more.
        };
        try {
            folder.close();
        } catch (IOException e) {
            log.warn("The lock of the folder for game servers can't be released: {}", e.toString());
        }
    }
}
