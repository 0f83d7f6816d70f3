package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.DeploymentInfo;
import dev.hathora.operator.roomv2.DeploymentService;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;

/** The read operations of DeploymentsV3 and V2. */
public final class Deployments {
    private static final String V3 = "/deployments/v3/apps/{appId}/deployments";
    /** Nothing is built here, but clients require an id. */
    private static final String BUILD = "bld-00000000-0000-0000-0000-000000000000";

    private final DeploymentService deployments;

    /** @param deployments the port behind these operations */
    public Deployments(DeploymentService deployments) {
        this.deployments = deployments;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                Route.get("getDeployments", V3, DEVELOPER, this::page),
                Route.get("getLatestDeployment", V3 + "/latest", DEVELOPER,
                        call -> v3(deployments.latestDeployment(call.appId()))),
                Route.get("getDeployment", V3 + "/{deploymentId}", DEVELOPER,
                        call -> v3(deployments.deployment(call.appId(), call.parameter("deploymentId")))),
                Route.get("getDeployments V2", "/deployments/v2/{appId}/list", DEVELOPER,
                        call -> Wire.list(deployments.deployments(call.appId()), Deployments::v2)),
                Route.get("getLatestDeployment V2", "/deployments/v2/{appId}/latest", DEVELOPER,
                        call -> v2(deployments.latestDeployment(call.appId()))),
                Route.get("getDeploymentInfo V2", "/deployments/v2/{appId}/info/{number}", DEVELOPER,
                        call -> v2(deployments.deployment(call.appId(), number(call)))));
    }

    private ObjectNode page(Call call) {
        String tag = call.query("deploymentTag").orElse("");
        ObjectNode json = Wire.object();
        json.set("deployments", Wire.list(deployments.deployments(call.appId()).stream()
                .filter(deployment -> tag.isEmpty() || tag.equals(deployment.tag())).toList(), Deployments::v3));
        return json;
    }

    private static int number(Call call) {
        String number = call.parameter("number");
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw new Refusal(404, "deployment %s does not exist".formatted(number));
        }
        return Integer.parseInt(number);
    }

    /** {@code DeploymentV3}. */
    private static ObjectNode v3(DeploymentInfo deployment) {
        ObjectNode json = common(deployment).put("deploymentId", deployment.name().id()).put("buildId", BUILD);
        if (deployment.tag() != null) {
            json.put("deploymentTag", deployment.tag());
        }
        return json;
    }

    /** {@code DeploymentV2}. */
    private static ObjectNode v2(DeploymentInfo deployment) {
        return common(deployment).put("deploymentId", deployment.name().number()).put("buildId",
                deployment.name().number());
    }

    private static ObjectNode common(DeploymentInfo deployment) {
        DeploymentInfo.Resources resources = deployment.resources();
        ObjectNode json = Wire.object().put("appId", deployment.appId())
                .put("createdAt", Wire.time(deployment.createdAt())).put("createdBy", Apps.CREATED_BY)
                .put("roomsPerProcess", resources.roomsPerProcess()).put("requestedCPU", resources.requestedCpu())
                .put("requestedMemoryMB", resources.requestedMemoryMb())
                .put("idleTimeoutEnabled", resources.idleTimeoutEnabled());
        List<DeploymentInfo.Port> ports = deployment.ports();
        json.set("defaultContainerPort", port(ports.getFirst()));
        json.set("additionalContainerPorts", Wire.list(ports.subList(1, ports.size()), Deployments::port));
        ArrayNode env = json.putArray("env");
        deployment.env().forEach((name, value) -> env.addObject().put("name", name).put("value", value));
        return json;
    }

    private static ObjectNode port(DeploymentInfo.Port port) {
        return Wire.object().put("name", port.name()).put("port", port.port()).put("transportType",
                port.transportType());
    }
}
