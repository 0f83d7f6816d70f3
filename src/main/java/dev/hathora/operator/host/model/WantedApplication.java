package dev.hathora.operator.host.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An application as its manifest describes it.
 *
 * @param name unique
 * @param appId null for its existing id, or a new one
 * @param regions where it is offered; empty for everywhere
 * @param logins how its players may log in
 * @param content what its processes run
 */
public record WantedApplication(String name, @Nullable String appId, List<Application.OfferedRegion> regions,
        Application.Logins logins, Deployment.Content content) {
    /** An application with the default logins. */
    public WantedApplication(String name, @Nullable String appId, List<Application.OfferedRegion> regions,
            Deployment.Content content) {
        this(name, appId, regions, Application.Logins.DEFAULT, content);
    }

    /** The list never changes. */
    public WantedApplication {
        regions = List.copyOf(regions);
    }
}
