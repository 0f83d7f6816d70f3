package dev.hathora.operator.host.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An application as its manifest describes it.
 *
 * @param namespace the namespace of its resource; empty if it comes from a file
 * @param name unique in the namespace
 * @param appId null for its existing id, or a new one
 * @param regions where it is offered; empty for everywhere
 * @param logins how its players may log in
 * @param keys its secret and tokens
 * @param content what its processes run
 */
public record WantedApplication(String namespace, String name, @Nullable String appId,
        List<Application.OfferedRegion> regions,
        Application.Logins logins, Keys keys, Deployment.Content content) {
    /** An application of a file, with the default logins and generated keys. */
    public WantedApplication(String name, @Nullable String appId, List<Application.OfferedRegion> regions,
            Deployment.Content content) {
        this("", name, appId, regions, Application.Logins.DEFAULT, Keys.NONE, content);
    }

    /**
     * What an application takes from Secrets.
     *
     * @param appSecret the key that its players' tokens are signed with; null: the one it has, or a new one
     * @param tokens the developer tokens that are valid for this application alone, in the order of the manifest
     */
    public record Keys(@Nullable String appSecret, List<TokenHash> tokens) {
        /** Nothing. */
        public static final Keys NONE = new Keys(null, List.of());

        /** The list never changes. */
        public Keys {
            tokens = List.copyOf(tokens);
        }

        /** Neither. */
        @Override
        public String toString() {
            return "Keys[]";
        }
    }

    /** This application with other keys. */
    public WantedApplication with(Keys others) {
        return new WantedApplication(namespace, name, appId, regions, logins, others, content);
    }

    /** The list never changes. */
    public WantedApplication {
        regions = List.copyOf(regions);
    }
}
