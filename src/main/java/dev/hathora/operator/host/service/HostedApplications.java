package dev.hathora.operator.host.service;

import java.util.List;
import java.util.Optional;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.AppService;
import dev.hathora.operator.roomv2.DeploymentInfo;
import dev.hathora.operator.roomv2.DeploymentService;
import dev.hathora.operator.roomv2.ProcessInfo;
import dev.hathora.operator.roomv2.Refusal;

/** The applications of the manifests, and what they deployed. */
public final class HostedApplications implements AppService, DeploymentService {
    /** What there is one of. */
    private static final String ORGANIZATION = "org-self-hosted";
    private static final int MOST = 100;

    private final Served served;
    private final ApplicationStore store;

    /** @param catalog which there are */
    public HostedApplications(Catalog catalog, ApplicationStore store) {
        this.served = new Served(catalog);
        this.store = store;
    }

    @Override
    public App getApp(String appId) {
        return app(served.application(appId));
    }

    @Override
    public List<App> apps() {
        return served.applications().stream().map(HostedApplications::app).toList();
    }

    private static App app(Application application) {
        Application.Logins logins = application.logins();
        return new App(application.appId(), application.name(), ORGANIZATION, new App.Details(application.secret(),
                new App.Logins(logins.anonymous(), logins.nickname(), logins.googleClientId()),
                application.createdAt()));
    }

    @Override
    public List<DeploymentInfo> deployments(String appId) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return store.deployments(appId, MOST).stream().map(HostedApplications::info).toList();
        });
    }

    @Override
    public DeploymentInfo latestDeployment(String appId) {
        return info(served.newest(appId));
    }

    @Override
    public DeploymentInfo deployment(String appId, String deploymentId) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return info(found(served.catalog().deployment(deploymentId).filter(known -> known.appId().equals(appId)),
                    deploymentId));
        });
    }

    @Override
    public DeploymentInfo deployment(String appId, int number) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return info(found(store.deployment(appId, number), Integer.toString(number)));
        });
    }

    private static Deployment found(Optional<Deployment> deployment, String name) {
        return deployment.orElseThrow(() -> new Refusal(404, "deployment %s does not exist".formatted(name)));
    }

    private static DeploymentInfo info(Deployment deployment) {
        Deployment.Limits limits = deployment.limits();
        return new DeploymentInfo(new ProcessInfo.DeploymentName(deployment.deploymentId(), deployment.number()),
                deployment.appId(),
                deployment.ports().stream().map(port -> new DeploymentInfo.Port(port.name(), port.containerPort(),
                        port.transport().wireName())).toList(),
                new DeploymentInfo.Resources(limits.roomsPerProcess(), limits.requestedCpu(),
                        limits.requestedMemoryMb(), limits.idleTimeout().isPositive()),
                deployment.program().env(), deployment.content().tag(), deployment.createdAt());
    }
}
