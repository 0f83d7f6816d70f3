package dev.hathora.operator.host.service;

import java.util.List;
import java.util.Optional;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.store.ApplicationStore;

/** What is recorded, asked of the database each time. */
record RecordedCatalog(ApplicationStore stored) implements Catalog {
    @Override
    public Optional<Application> application(String appId) {
        return stored.living().stream().filter(a -> a.appId().equals(appId)).findFirst();
    }

    @Override
    public List<Application> applications() {
        return stored.living();
    }

    @Override
    public Optional<Deployment> newest(String appId) {
        return application(appId).flatMap(a -> stored.newest(appId));
    }

    @Override
    public Optional<Deployment> deployment(String deploymentId) {
        return stored.deployment(deploymentId);
    }
}
