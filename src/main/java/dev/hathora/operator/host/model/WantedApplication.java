package dev.hathora.operator.host.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a manifest wants of an application.
 *
 * @param name unique
 * @param appId null: the one it has, or a new one
 * @param regions where it is offered; empty: everywhere
 * @param logins how its players may log in
 * @param content what its processes run
 */
public record WantedApplication(String name, @Nullable String appId, List<Application.OfferedRegion> regions,
        Application.Logins logins, Deployment.Content content) {
    /** An application whose players log in as they do where nothing is said of it. */
    public WantedApplication(String name, @Nullable String appId, List<Application.OfferedRegion> regions,
            Deployment.Content content) {
        this(name, appId, regions, Application.Logins.DEFAULT, content);
    }

    /** The list never changes. */
    public WantedApplication {
        regions = List.copyOf(regions);
    }
}
