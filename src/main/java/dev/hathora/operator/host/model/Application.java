package dev.hathora.operator.host.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * An application that is served.
 *
 * @param appId {@code app-<uuid>}, or the id in its manifest
 * @param name its name; unique
 * @param secret the key that its players' tokens are signed with
 * @param regions where it is offered; empty for everywhere
 * @param logins how its players may log in
 * @param tokens the developer tokens that are valid for this application only
 * @param createdAt when it was first seen
 */
public record Application(String appId, String name, String secret, List<OfferedRegion> regions, Logins logins,
        List<TokenHash> tokens, Instant createdAt) {
    /** The lists never change. */
    public Application {
        regions = List.copyOf(regions);
        tokens = List.copyOf(tokens);
    }

    /**
     * How players may log in.
     *
     * @param anonymous whether they may log in without a name
     * @param nickname whether they may log in with a nickname, which is not verified
     * @param googleClientId the client that Google's ID tokens must be issued for; null if players can't log in with
     *     Google
     */
    public record Logins(boolean anonymous, boolean nickname, @Nullable String googleClientId) {
        /** The default for manifests that don't configure it. */
        public static final Logins DEFAULT = new Logins(true, true, null);
    }

    /**
     * A region that an application is offered in.
     *
     * @param name as Hathora spells it
     * @param warmProcesses how many processes with a free place are kept running
     * @param maxProcesses the maximum number of processes at a time, of all deployments; null for the host's default
     * @param ping the endpoint for measuring the latency to it; null for the host itself
     */
    public record OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses, @Nullable Ping ping) {
        /** A region whose latency is measured to the host itself. */
        public OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses) {
            this(name, warmProcesses, maxProcesses, null);
        }
    }

    /** An endpoint that echoes what it receives. */
    public record Ping(String host, int port) {}

    /** Whether rooms can be created in a region. */
    public boolean isOffered(String region) {
        return regions.isEmpty() || region(region).isPresent();
    }

    /** The entry for a region in its manifest; empty if there is none. */
    public Optional<OfferedRegion> region(String region) {
        return regions.stream().filter(offered -> offered.name().equals(region)).findFirst();
    }

    /** Does not contain the secret and the tokens. */
    @Override
    public String toString() {
        return "Application[" + appId + ", " + name + "]";
    }
}
