package dev.hathora.operator.host.service;

import java.util.Collection;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.roomv2.Refusal;

/**
 * The applications that are served. An application that does not exist is refused with 404, and everything with 503 while
 * it can't be found out which exist.
 */
public record Served(Catalog catalog) {
    Application application(String appId) {
        return HostedRooms.asking(() -> catalog.application(appId).orElseThrow(() -> noApplication(appId)));
    }

    /** The deployment that new rooms use. */
    Deployment newest(String appId) {
        return HostedRooms.asking(() -> catalog.newest(appId).orElseThrow(() -> noApplication(appId)));
    }

    /** All that exist. */
    public Collection<Application> applications() {
        return HostedRooms.asking(catalog::applications);
    }

    private static Refusal noApplication(String appId) {
        return new Refusal(404, "application %s does not exist".formatted(appId));
    }
}
