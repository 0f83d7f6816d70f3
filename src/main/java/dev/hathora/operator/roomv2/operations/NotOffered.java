package dev.hathora.operator.roomv2.operations;

import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;

/**
 * Hathora's operations that are not offered. They are answered with 501 and what to do instead, so clients need not try
 * again. Paths that Hathora's API does not have are answered with 404.
 */
public final class NotOffered {
    private static final String MANIFEST = "applications are defined by manifests: change the manifest of the kind"
            + " HathoraApplication";
    private static final String DEPLOY = "a changed manifest creates a new deployment: change the manifest of the kind"
            + " HathoraApplication";
    private static final String BUILD = "nothing is built here: name the game server's program or image in the manifest"
            + " of the kind HathoraApplication";
    private static final String TOKEN = "tokens are settings of the host and of applications: set HATHORA_DEV_TOKEN_FILE, or"
            + " tokenSecretRefs in the manifest of the kind HathoraApplication";
    private static final String PEOPLE = "there is one organization; everybody with the developer token is a member";
    private static final String MONEY = "there is no billing";
    private static final String FLEET = "there are no fleets: processes run on the machine of the host, or on its cluster's"
            + " nodes";
    private static final String METRICS = "metrics of processes are not collected: use the tools of the machine or cluster";
    private static final String LOG = "logs are kept for each process: use /logs/v1/{appId}/process/{processId}";
    private static final String OLD = "this version of the API is not offered: use version 3, or 2 if there is no 3";

    private NotOffered() {}

    /** The operations. */
    public static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        add(routes, MANIFEST, "POST /apps/v2/apps", "POST /apps/v2/apps/{appId}", "PATCH /apps/v2/apps/{appId}",
                "DELETE /apps/v2/apps/{appId}", "POST /apps/v1/create", "POST /apps/v1/update/{appId}",
                "DELETE /apps/v1/delete/{appId}");
        add(routes, DEPLOY, "POST /deployments/v3/apps/{appId}/deployments",
                "POST /deployments/v2/{appId}/create/{buildId}", "POST /deployments/v1/{appId}/create/{buildId}");
        add(routes, BUILD, "GET /builds/v3/builds", "POST /builds/v3/builds", "POST /builds/v3/builds/registry",
                "GET /builds/v3/builds/{buildId}", "DELETE /builds/v3/builds/{buildId}",
                "POST /builds/v3/builds/{buildId}/run", "POST /builds/v3/builds/{buildId}/runRegistry",
                "GET /builds/v2/{appId}/list", "GET /builds/v2/{appId}/info/{buildId}",
                "POST /builds/v2/{appId}/create",
                "POST /builds/v2/{appId}/createWithUploadUrl", "POST /builds/v2/{appId}/createWithMultipartUploads",
                "POST /builds/v2/{appId}/run/{buildId}", "DELETE /builds/v2/{appId}/delete/{buildId}",
                "GET /builds/v1/{appId}/list", "GET /builds/v1/{appId}/info/{buildId}",
                "POST /builds/v1/{appId}/create",
                "POST /builds/v1/{appId}/run/{buildId}", "DELETE /builds/v1/{appId}/delete/{buildId}");
        add(routes, TOKEN, "GET /tokens/v1/orgs/{orgId}", "POST /tokens/v1/orgs/{orgId}/create",
                "POST /tokens/v1/orgs/{orgId}/tokens/{orgTokenId}/revoke");
        add(routes, PEOPLE, "GET /orgs/v1", "GET /orgs/v1/metadata/usageLimits", "PUT /orgs/v1/{orgId}/invites",
                "POST /orgs/v1/{orgId}/invites", "GET /orgs/v1/{orgId}/members",
                "POST /orgs/v1/{orgId}/invites/rescind", "GET /orgs/v1/{orgId}/invites/pending",
                "GET /orgs/v1/user/invites/pending", "POST /orgs/v1/{orgId}/invites/accept",
                "POST /orgs/v1/{orgId}/invites/reject", "POST /management/v1/sendverificationemail");
        add(routes, MONEY, "GET /billing/v1/balance", "GET /billing/v1/paymentmethod", "GET /billing/v1/invoices",
                "GET /billing/v1/upcoming/items", "GET /billing/v1/upcoming/total",
                "POST /billing/v1/customerportalurl");
        add(routes, FLEET, "GET /fleets/v2/fleets", "POST /fleets/v2/fleets", "GET /fleets/v2/fleets/{fleetId}",
                "POST /fleets/v2/fleets/{fleetId}", "GET /fleets/v1/fleets", "POST /fleets/v1/fleets",
                "GET /fleets/v1/fleets/{fleetId}", "POST /fleets/v1/fleets/{fleetId}",
                "GET /fleets/v1/fleets/{fleetId}/metrics", "GET /fleets/v2/fleets/{fleetId}/metrics",
                "GET /fleets/v1/fleets/{fleetId}/regions/{region}", "GET /fleets/v2/fleets/{fleetId}/regions/{region}",
                "PUT /fleets/v1/fleets/{fleetId}/regions/{region}", "PUT /fleets/v2/fleets/{fleetId}/regions/{region}",
                "GET /fleets/v1/fleets/{fleetId}/regions/{region}/metrics",
                "GET /fleets/v2/fleets/{fleetId}/regions/{region}/metrics",
                "PUT /fleets/v2/fleets/{fleetId}/regions/{region}/v2", "GET /fleets/v2/nodeShapes",
                "GET /nodes/v1/fleet/{fleetId}/listProvisioned", "GET /nodes/v1/{nodeId}");
        add(routes, METRICS, "GET /processes/v3/apps/{appId}/processes/process/{processId}/metrics",
                "GET /metrics/v1/{appId}/process/{processId}");
        add(routes, LOG, "GET /logs/v1/{appId}/all", "GET /logs/v1/{appId}/deployment/{deploymentId}");
        add(routes, OLD, "GET /deployments/v1/{appId}/list", "GET /deployments/v1/{appId}/latest",
                "GET /deployments/v1/{appId}/info/{number}", "GET /processes/v1/{appId}/list/running",
                "GET /processes/v1/{appId}/list/stopped", "GET /processes/v1/{appId}/info/{processId}",
                "POST /lobby/v1/{appId}/create/private", "POST /lobby/v1/{appId}/create/public",
                "GET /lobby/v1/{appId}/list");
        return routes;
    }

    private static void add(List<Route> routes, String instead, String... operations) {
        for (String operation : operations) {
            String[] words = operation.split(" ", -1);
            routes.add(new Route("not offered: " + operation, words[0], words[1], NONE, 0, call -> {
                throw new Refusal(501, "not offered here: " + instead);
            }));
        }
    }
}
