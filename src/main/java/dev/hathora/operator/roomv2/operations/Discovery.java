package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.roomv2.DiscoveryService;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;

/** DiscoveryV2, and V1 with the same answers. */
public final class Discovery {
    private final DiscoveryService discovery;

    /** @param discovery the port behind these operations */
    public Discovery(DiscoveryService discovery) {
        this.discovery = discovery;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                Route.get("getPingServiceEndpoints", "/discovery/v2/ping", NONE, call -> endpoints()),
                Route.get("getPingServiceEndpoints V1", "/discovery/v1/ping", NONE, call -> endpoints()));
    }

    private JsonNode endpoints() {
        return Wire.list(discovery.pingEndpoints(), ping -> Wire.object().put("region", ping.region())
                .put("host", ping.host()).put("port", ping.port()));
    }
}
