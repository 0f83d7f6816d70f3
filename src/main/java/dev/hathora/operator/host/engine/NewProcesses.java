package dev.hathora.operator.host.engine;

import java.util.UUID;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.NewProcess;

/** Prepares the records of new processes. */
public final class NewProcesses {
    private final Catalog catalog;
    private final String runtimeId;
    private final String publicHost;
    private final int most;

    /**
     * @param runtimeId where they are going to run
     * @param publicHost the name or address that clients connect to
     * @param most how many an application may have in a region if its manifest does not say
     */
    public NewProcesses(Catalog catalog, String runtimeId, String publicHost, int most) {
        this.catalog = catalog;
        this.runtimeId = runtimeId;
        this.publicHost = publicHost;
        this.most = most;
    }

    /** A new process of a deployment in a region, with a new id. */
    public NewProcess of(Deployment deployment, String region) {
        int allowed = catalog.application(deployment.appId()).flatMap(application -> application.region(region))
                .map(Application.OfferedRegion::maxProcesses).orElse(most);
        return new NewProcess(UUID.randomUUID().toString(), runtimeId, deployment.limits().roomsPerProcess(),
                publicHost,
                deployment.ports(), allowed);
    }
}
