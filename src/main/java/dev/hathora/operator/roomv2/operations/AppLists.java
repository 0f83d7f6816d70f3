package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.AppService;
import dev.hathora.operator.roomv2.DeploymentService;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;

/**
 * The list of AppsV2, and the read operations of AppsV1. Lists contain the applications that the token gives access to.
 */
public final class AppLists {
    private final AppService apps;
    private final DeploymentService deployments;
    private final Access access;

    /** @param access which applications a token gives access to */
    public AppLists(AppService apps, DeploymentService deployments, Access access) {
        this.apps = apps;
        this.deployments = deployments;
        this.access = access;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                Route.get("getApps", "/apps/v2/apps", DEVELOPER, call -> {
                    ObjectNode json = Wire.object();
                    json.set("applications", visible(call));
                    return json;
                }),
                Route.get("getApps V1", "/apps/v1/list", DEVELOPER, this::visible),
                Route.get("getAppInfo V1", "/apps/v1/info/{appId}", DEVELOPER,
                        call -> Apps.application(apps.getApp(call.appId()))));
    }

    private ArrayNode visible(Call call) {
        String token = call.token().orElse("");
        return Wire.list(deployments.apps().stream()
                .filter(app -> access.decide(token, app.appId()) == Access.Decision.ALLOWED).toList(),
                Apps::application);
    }
}
