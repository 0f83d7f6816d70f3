package dev.hathora.operator.host.service;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.store.ProcessSearch;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.roomv2.ProcessInfo;
import dev.hathora.operator.roomv2.ProcessQuery;
import dev.hathora.operator.roomv2.ProcessService;
import dev.hathora.operator.roomv2.Refusal;

/** Processes, from the records. Starts and stops are recorded, and the engine is notified. */
public final class HostedProcesses implements ProcessService {
    private static final int LATEST = 10;

    private final Served served;
    private final ProcessStore processes;
    private final ProcessSearch search;
    private final NewProcesses newProcesses;
    private final Consumer<String> processChanged;
    private final InstantSource clock;

    /** @param processChanged is called with the id of a process that has to be reconciled */
    public HostedProcesses(Catalog catalog, ProcessStore processes, ProcessSearch search, NewProcesses newProcesses,
            Consumer<String> processChanged, InstantSource clock) {
        this.served = new Served(catalog);
        this.processes = processes;
        this.search = search;
        this.newProcesses = newProcesses;
        this.processChanged = processChanged;
        this.clock = clock;
    }

    @Override
    public ProcessInfo getProcess(String appId, String processId) {
        return HostedRooms.asking(() -> info(find(appId, processId)));
    }

    private GameProcess find(String appId, String processId) {
        served.application(appId);
        return processes.find(appId, processId)
                .orElseThrow(() -> new Refusal(404, "process %s does not exist".formatted(processId)));
    }

    @Override
    public List<ProcessInfo> latestProcesses(String appId, ProcessQuery which) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return search.latest(appId, which(which), LATEST).stream().map(this::info).toList();
        });
    }

    @Override
    public long countProcesses(String appId, ProcessQuery which) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return search.count(appId, which(which));
        });
    }

    private static ProcessSearch.Which which(ProcessQuery query) {
        return new ProcessSearch.Which(
                query.statuses().stream().map(status -> ProcessState.valueOf(status.name()))
                        .collect(Collectors.toSet()),
                query.regions(), query.before());
    }

    @Override
    public ProcessInfo createProcess(String appId, String region) {
        return HostedRooms.asking(() -> {
            HostedRooms.requireOffered(served.application(appId), region);
            Deployment deployment = served.newest(appId);
            GameProcess process = processes.create(appId, deployment.deploymentId(), region,
                    newProcesses.of(deployment, region), clock.instant());
            processChanged.accept(process.processId());
            return info(process);
        });
    }

    @Override
    public void stopProcess(String appId, String processId) {
        boolean told = HostedRooms.asking(() -> {
            find(appId, processId);
            return processes.stop(processId, "stopped by a call to the API", clock.instant());
        });
        if (told) {
            processChanged.accept(processId);
        }
    }

    private ProcessInfo info(GameProcess process) {
        GameProcess.Times times = process.times();
        int number = served.catalog().deployment(process.deploymentId()).map(Deployment::number).orElse(0);
        return new ProcessInfo(process.processId(), process.appId(),
                new ProcessInfo.DeploymentName(process.deploymentId(), number), process.region(),
                status(process), process.capacity(), process.rooms(),
                reachable(process), new ProcessInfo.Times(times.created(), times.scheduled(), times.booted(),
                        times.started(), times.stopping(), times.terminated()),
                process.exitReason());
    }

    /** A process that takes no more rooms is shown as draining, whatever the reason. */
    private static ProcessInfo.Status status(GameProcess process) {
        return process.leaving() && process.state() == ProcessState.RUNNING
                ? ProcessInfo.Status.DRAINING
                : ProcessInfo.Status.valueOf(process.state().name());
    }

    private static List<ExposedPort> reachable(GameProcess process) {
        return switch (process.state()) {
            case RUNNING, DRAINING -> process.ports();
            case STARTING, STOPPING, STOPPED, FAILED -> List.of();
        };
    }
}
