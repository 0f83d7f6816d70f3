package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.ProcessInfo;
import dev.hathora.operator.roomv2.ProcessService;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;

/** ProcessesV2, which the current SDK for Unreal uses: deployments are identified by numbers. */
public final class ProcessesV2 {
    private final ProcessService processes;

    /** @param processes the port behind these operations */
    public ProcessesV2(ProcessService processes) {
        this.processes = processes;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                Route.get("getProcessInfo V2", "/processes/v2/{appId}/info/{processId}", DEVELOPER,
                        call -> process(processes.getProcess(call.appId(), call.parameter("processId")))),
                Route.get("getLatestProcesses V2", "/processes/v2/{appId}/list/latest", DEVELOPER,
                        call -> Wire.list(processes.latestProcesses(call.appId(), ProcessParams.query(call)),
                                ProcessesV2::process)),
                Route.get("getProcessesCount V2", "/processes/v2/{appId}/count", DEVELOPER,
                        call -> Wire.object().put("count",
                                processes.countProcesses(call.appId(), ProcessParams.query(call)))),
                Route.post("createProcess V2", "/processes/v2/{appId}/create/{region}", DEVELOPER, 201,
                        call -> process(processes.createProcess(call.appId(),
                                Params.requireRegion(call.parameter("region"))))),
                Route.post("stopProcess V2", "/processes/v2/{appId}/stop/{processId}", DEVELOPER,
                        call -> processes.stopProcess(call.appId(), call.parameter("processId"))));
    }

    /** {@code ProcessV2}. */
    private static ObjectNode process(ProcessInfo process) {
        return ProcessesV3.common(process).put("deploymentId", process.deployment().number());
    }
}
