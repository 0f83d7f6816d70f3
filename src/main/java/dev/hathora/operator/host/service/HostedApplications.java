package dev.hathora.operator.host.service;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.AppService;
import dev.hathora.operator.roomv2.Refusal;

/** The applications of the manifests. */
public final class HostedApplications implements AppService {
    /** What there is one of. */
    private static final String ORGANIZATION = "org-self-hosted";

    private final Catalog catalog;

    /** @param catalog which there are */
    public HostedApplications(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public App getApp(String appId) {
        return catalog.application(appId).map(found -> new App(appId, found.name(), ORGANIZATION, null))
                .orElseThrow(() -> new Refusal(404, "application %s does not exist".formatted(appId)));
    }
}
