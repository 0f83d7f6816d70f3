package dev.hathora.operator.host.engine;

import java.util.Collection;
import java.util.Optional;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;

/** The applications that the host serves: those of its manifests, or of its cluster. Answers from memory. */
public interface Catalog {
    /** The applications that exist. */
    Collection<Application> applications();

    /** An application; empty if it does not exist, or no longer exists. */
    Optional<Application> application(String appId);

    /**
     * The deployment of an application that new rooms use; empty if the application does not exist, or no longer
     * exists.
     */
    Optional<Deployment> newest(String appId);

    /** A deployment, which may be an old one, or one of a deleted application. */
    Optional<Deployment> deployment(String deploymentId);
}
