package dev.hathora.operator.host;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.host.applications.Applications;
import dev.hathora.operator.host.applications.StoredCatalog;
import dev.hathora.operator.host.cluster.ClusterApplications;
import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.store.ApplicationCensus;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.Database;

/**
 * What the leading host applies to the records: manifests of files, or resources of a cluster.
 *
 * @param end stops applying them
 * @param readSoon reads them soon, instead of at the next time
 */
record WantedApplications(Runnable end, Runnable readSoon) implements AutoCloseable {
    /** What they are applied to, and the catalog that shows it. */
    record Records(Database database, ApplicationStore applications, StoredCatalog catalog) {}

    /**
     * Begins to apply them.
     *
     * @param leads whether this host leads: otherwise another host does this
     */
    static WantedApplications open(GamesPlace place, HostOptions.Games games, Records records, BooleanSupplier leads,
            InstantSource clock) {
        return switch (games) {
            case HostOptions.Local local -> {
                Applications applications = Applications.open(local.applications(), records.applications(),
                        records.catalog(), leads, clock);
                yield new WantedApplications(applications::close, applications::readSoon);
            }
            case HostOptions.Kubernetes kubernetes -> {
                GameRuntime runtime = place.runtime();
                ClusterApplications applications = ClusterApplications.open(place.cluster(), kubernetes.namespaces(),
                        new ClusterApplications.Records(records.applications(),
                                new ApplicationCensus(records.database()),
                                process -> runtime.view(process).whyNotStarted(),
                                records.catalog()::refresh),
                        leads, clock);
                yield new WantedApplications(applications::close, applications::readSoon);
            }
        };
    }

    @Override
    public void close() {
        end.run();
    }
}
