package dev.hathora.operator.host.cluster;

import java.util.List;

import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.store.ApplicationCensus.Count;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about an application in one round.
 *
 * @param appId its id; null if it has none yet
 * @param deployments its newest deployments, newest first
 * @param count its processes and rooms
 * @param problem why it is not served as its spec says; null if it is
 * @param waiting why game servers of the newest deployment don't start; null if they do
 */
record Observed(@Nullable String appId, List<Deployment> deployments, Count count, @Nullable Problem problem,
        @Nullable String waiting) {
    /** The list never changes. */
    Observed {
        deployments = List.copyOf(deployments);
    }

    /** @param message what is wrong, and what to do */
    record Problem(ApplicationReason reason, String message) {}

    /** The deployment that new rooms use; null if there is none. */
    @Nullable
    Deployment newest() {
        return deployments.isEmpty() ? null : deployments.getFirst();
    }
}
