package dev.hathora.operator.host;

import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.applications.FollowedCatalog;
import dev.hathora.operator.host.engine.ProcessEngine;
import dev.hathora.operator.host.store.ElectedLeadership;
import dev.hathora.operator.host.store.Notices;

/**
 * Has a host follow what the others that share its database do.
 *
 * @param leadership whether this host leads
 * @param engine manages processes while it does
 * @param applications applies manifests while it does
 * @param catalog what it serves
 */
record OtherHosts(ElectedLeadership leadership, ProcessEngine engine, WantedApplications applications,
        FollowedCatalog catalog) implements Notices.Listener {
    /** Starts to follow. */
    Notices listen(DatabaseAddress database) {
        leadership.whenElected(() -> {
            applications.readSoon().run();
            missed();
        });
        return Notices.listen(database.url(), database.user(), database.password(), this);
    }

    @Override
    public void processChanged(String processId) {
        engine.changed(processId);
    }

    @Override
    public void applicationsChanged() {
        catalog.changed();
    }

    @Override
    public void missed() {
        catalog.changed();
        engine.sweepSoon();
    }
}
