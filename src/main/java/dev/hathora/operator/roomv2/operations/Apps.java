package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.AppService;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;

/** The read operation of AppsV2 for one application. */
public final class Apps {
    /** What answers show as the creator of applications and deployments. */
    static final String CREATED_BY = "manifest";

    private final AppService apps;

    /** @param apps the port behind these operations */
    public Apps(AppService apps) {
        this.apps = apps;
    }

    /** The operations, under the names that Hathora's SDKs give them. */
    public List<Route> routes() {
        return List.of(Route.get("getApp", "/apps/v2/apps/{appId}", DEVELOPER,
                call -> application(apps.getApp(call.appId()))));
    }

    /** {@code Application}, with all fields that are known. */
    static ObjectNode application(App app) {
        ObjectNode json = Wire.object().put("appId", app.appId()).put("appName", app.appName())
                .put("orgId", app.orgId());
        App.Details details = app.details();
        if (details != null) {
            json.put("appSecret", details.appSecret());
            json.set("authConfiguration", logins(details.logins()));
            json.putNull("serviceConfig").put("createdAt", Wire.time(details.createdAt()))
                    .put("createdBy", CREATED_BY).putNull("deletedAt").putNull("deletedBy");
        }
        return json;
    }

    private static ObjectNode logins(App.Logins logins) {
        ObjectNode json = Wire.object();
        if (logins.anonymous()) {
            json.putObject("anonymous");
        }
        if (logins.nickname()) {
            json.putObject("nickname");
        }
        if (logins.googleClientId() != null) {
            json.putObject("google").put("clientId", logins.googleClientId());
        }
        return json;
    }
}
