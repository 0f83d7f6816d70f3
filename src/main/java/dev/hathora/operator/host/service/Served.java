package dev.hathora.operator.host.service;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.roomv2.Refusal;

/** The applications that are served. An application that does not exist is refused with 404. */
record Served(Catalog catalog) {
    Application application(String appId) {
        return catalog.application(appId).orElseThrow(() -> noApplication(appId));
    }

    /** The deployment that new rooms use. */
    Deployment newest(String appId) {
        return catalog.newest(appId).orElseThrow(() -> noApplication(appId));
    }

    private static Refusal noApplication(String appId) {
        return new Refusal(404, "application %s does not exist".formatted(appId));
    }
}
