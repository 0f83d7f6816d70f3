package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import dev.hathora.operator.host.brain.ProcessPlan;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.store.ProcessStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes the steps that were planned for processes, in the records and in the runtime. */
final class ProcessSteps {
    private static final Logger log = LoggerFactory.getLogger(ProcessSteps.class);

    private final ProcessStore processes;
    private final Catalog catalog;
    private final GameRuntime runtime;
    private final GameEnvironment environment;
    private final ProcessObserver observer;
    private final InstantSource clock;

    /** @param observer is told what becomes of processes */
    ProcessSteps(ProcessStore processes, Catalog catalog, GameRuntime runtime, GameEnvironment environment,
            ProcessObserver observer, InstantSource clock) {
        this.processes = processes;
        this.catalog = catalog;
        this.runtime = runtime;
        this.environment = environment;
        this.observer = observer;
        this.clock = clock;
    }

    /**
     * Executes a step.
     *
     * @return whether the next plan may follow at once
     */
    boolean execute(ProcessPlan plan, GameProcess process) {
        Instant now = clock.instant();
        String id = process.processId();
        switch (plan) {
            case ProcessPlan.Start p -> {
                return start(process);
            }
            case ProcessPlan.NoteRunning p -> {
                processes.noteRunning(id, p.ports(), now);
                observer.up(process, Duration.between(process.times().created(), now));
                log.info("Process {} of {} runs", id, process.appId());
            }
            case ProcessPlan.NoteLeaving p -> {
                processes.noteLeaving(id, p.leaving());
                log.info("Process {} of {} {}", id, process.appId(),
                        p.leaving() ? "takes no rooms: its node is drained, or it is ended" : "takes rooms again");
            }
            case ProcessPlan.Drain p -> processes.drain(id);
            case ProcessPlan.Stop p -> {
                if (processes.retire(id, p.reason(), p.evenWithRooms(), now)) {
                    log.info("Process {} of {} is ended: {}", id, process.appId(), p.reason());
                }
            }
            case ProcessPlan.Terminate p -> {
                runtime.terminate(id);
                // The result is an event of the runtime; otherwise the signal is sent again later.
                return false;
            }
            case ProcessPlan.Kill p -> {
                runtime.kill(id);
                return false;
            }
            case ProcessPlan.NoteEnded p -> {
                processes.noteEnded(id, p.clean(), p.reason(), now);
                if (!p.clean()) {
                    observer.failed(process);
                }
                log.info("Process {} of {} has ended: {}", id, process.appId(), p.reason());
            }
            case ProcessPlan.Forget p -> runtime.forget(id);
            case ProcessPlan.Rest p -> {
                // Nothing to do.
            }
        }
        return true;
    }

    private boolean start(GameProcess process) {
        Deployment deployment = catalog.deployment(process.deploymentId()).orElseThrow();
        Optional<Application> application = catalog.application(process.appId());
        if (application.isEmpty()) {
            // It was deleted since the plan was made, or this host does not know it yet. A later plan says which.
            return false;
        }
        try {
            runtime.start(new GameRuntime.Launch(process, application.get(), deployment,
                    environment.of(process, deployment)));
            processes.noteBooted(process.processId(), clock.instant());
            observer.started(process);
            return true;
        } catch (GameRuntime.PortTaken e) {
            GameProcess changed = processes.replacePort(process, e.port());
            log.info("Port {} is used by something else; process {} gets {}", e.port(), process.processId(),
                    changed.ports());
            return true;
        } catch (GameRuntime.RuntimeFailure e) {
            log.warn("Process {} of {} can't be started yet: {}", process.processId(), process.appId(), e.getMessage());
            return false;
        }
    }

    /**
     * Kills a game server without a record. A record is written before its game server is started, so this one is not
     * needed.
     */
    void endUnrecorded(String processId) {
        log.warn("Process {} runs without a record; it is killed", processId);
        runtime.kill(processId);
        // This does nothing until the process has ended, which is an event of the runtime.
        runtime.forget(processId);
    }
}
