package dev.hathora.operator.host.engine;

import java.util.Collection;
import java.util.Optional;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;

/** What the host is to serve now: the applications of its manifests, or of its cluster. Answers from memory. */
public interface Catalog {
    /** The applications that exist. */
    Collection<Application> applications();

    /** An application; empty: there is no such application (any more). */
    Optional<Application> application(String appId);

    /** The deployment of an application that new rooms use; empty: there is no such application (any more). */
    Optional<Deployment> newest(String appId);

    /** A deployment, also an old one, and also one of an application that was deleted. */
    Optional<Deployment> deployment(String deploymentId);
}
