package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.roomv2.ProcessInfo;
import dev.hathora.operator.roomv2.ProcessService;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;

/** ProcessesV3. */
public final class ProcessesV3 {
    private static final String PROCESSES = "/processes/v3/apps/{appId}/processes";

    private final ProcessService processes;

    /** @param processes the port behind these operations */
    public ProcessesV3(ProcessService processes) {
        this.processes = processes;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                Route.get("getProcess", PROCESSES + "/{processId}", DEVELOPER,
                        call -> process(processes.getProcess(call.appId(), call.parameter("processId")))),
                Route.get("getLatestProcesses", PROCESSES + "/latest", DEVELOPER,
                        call -> Wire.list(processes.latestProcesses(call.appId(), ProcessParams.query(call)),
                                ProcessesV3::process)),
                Route.get("getProcessesCount", PROCESSES + "/count", DEVELOPER, call -> Wire.object().put("count",
                        processes.countProcesses(call.appId(), ProcessParams.query(call)))),
                Route.post("createProcess", PROCESSES + "/regions/{region}", DEVELOPER, 201,
                        call -> process(processes.createProcess(call.appId(),
                                Params.requireRegion(call.parameter("region"))))),
                Route.post("stopProcess", PROCESSES + "/{processId}/stop", DEVELOPER,
                        call -> processes.stopProcess(call.appId(), call.parameter("processId"))));
    }

    /** {@code ProcessV3}. */
    private static ObjectNode process(ProcessInfo process) {
        ObjectNode json = common(process).put("deploymentId", process.deployment().id())
                .put("scheduledAt", Wire.time(process.times().scheduled()))
                .put("bootedAt", Wire.time(process.times().booted()));
        if (process.exitReason() != null) {
            json.put("summaryExitReason", process.exitReason());
        }
        return json;
    }

    /** The fields that V2 has as well. */
    static ObjectNode common(ProcessInfo process) {
        ProcessInfo.Times times = process.times();
        List<ExposedPort> ports = process.ports();
        ObjectNode json = Wire.object().put("processId", process.processId()).put("appId", process.appId())
                .put("region", process.region()).put("status", Wire.name(process.status()))
                .put("roomsPerProcess", process.roomsPerProcess()).put("roomsAllocated", process.roomsAllocated())
                .put("createdAt", Wire.time(times.created())).put("startedAt", Wire.time(times.started()))
                .put("stoppingAt", Wire.time(times.stopping())).put("terminatedAt", Wire.time(times.terminated()));
        JsonNode first = ports.isEmpty() ? json.nullNode() : Wire.port(ports.getFirst());
        json.set("exposedPort", first);
        json.set("additionalExposedPorts",
                Wire.list(ports.subList(Math.min(1, ports.size()), ports.size()), Wire::port));
        return json;
    }
}
