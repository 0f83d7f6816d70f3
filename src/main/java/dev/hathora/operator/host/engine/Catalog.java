package dev.hathora.operator.host.engine;

import java.util.Collection;
import java.util.Optional;

import dev.hathora.operator.host.brain.WarmPlanner;
import dev.hathora.operator.host.model.Deployment;

/** What the host is to serve now: the applications of its manifests, or of its cluster. */
public interface Catalog {
    /** The deployment of an application that new rooms use; empty: there is no such application (any more). */
    Optional<Deployment> newest(String appId);

    /** A deployment, also an old one, and also one of an application that was deleted. */
    Optional<Deployment> deployment(String deploymentId);

    /** The applications that exist. */
    Collection<String> appIds();

    /** The regions in which an application has warm capacity or a limit, and what it wants there. */
    java.util.Map<String, WarmPlanner.Wanted> regions(String appId);

    /** Whether an application is offered in a region. */
    boolean isOffered(String appId, String region);

    /** The key that an application's players' tokens are signed with; its game servers are told. */
    String secret(String appId);
}
