package dev.hathora.operator.host.applications;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.DatabaseUnavailableException;

/** The applications of the records, in memory, as they were at the last refresh. */
public final class StoredCatalog implements Catalog {
    private final ApplicationStore store;
    private final Map<String, Deployment> deployments = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of());

    /** By id of the application. */
    private record Snapshot(Map<String, Application> applications, Map<String, Deployment> newest) {}

    /** A catalog that is empty until it is refreshed. */
    public StoredCatalog(ApplicationStore store) {
        this.store = store;
    }

    /**
     * Reads the records.
     *
     * @throws DatabaseUnavailableException if they can't be read; the catalog stays as it is
     */
    public synchronized void refresh() {
        ApplicationStore.Served served = store.served();
        Map<String, Application> applications = new LinkedHashMap<>();
        served.applications().forEach(application -> applications.put(application.appId(), application));
        snapshot = new Snapshot(applications, served.newest());
    }

    @Override
    public Collection<Application> applications() {
        return snapshot.applications().values();
    }

    @Override
    public Optional<Application> application(String appId) {
        return Optional.ofNullable(snapshot.applications().get(appId));
    }

    @Override
    public Optional<Deployment> newest(String appId) {
        return Optional.ofNullable(snapshot.newest().get(appId));
    }

    @Override
    public Optional<Deployment> deployment(String deploymentId) {
        Deployment known = deployments.get(deploymentId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Deployment> found = store.deployment(deploymentId);
        found.ifPresent(deployment -> deployments.put(deploymentId, deployment));
        return found;
    }
}
