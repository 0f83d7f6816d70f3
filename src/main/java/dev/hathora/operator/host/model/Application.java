package dev.hathora.operator.host.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An application that is served.
 *
 * @param appId {@code app-<uuid>}, or the id in its manifest
 * @param namespace the namespace of its resource; empty if it comes from a file
 * @param name its name; unique in the namespace
 * @param secret the key that its players' tokens are signed with
 * @param regions where it is offered; empty for everywhere
 * @param logins how its players may log in
 * @param tokens the developer tokens that are valid for this application only
 * @param createdAt when it was first seen
 */
public record Application(String appId, String namespace, String name, String secret, List<OfferedRegion> regions,
        Logins logins, List<TokenHash> tokens, Instant createdAt) {
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
     * @param nodes which nodes of the cluster belong to it; null for all, and with the local runtime
     */
    public record OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses, @Nullable Ping ping,
            @Nullable Nodes nodes) {
        /** A region on this machine, whose latency is measured to the host itself. */
        public OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses) {
            this(name, warmProcesses, maxProcesses, null, null);
        }
    }

    /**
     * Which nodes game servers may run on.
     *
     * @param selector the labels that a node must have
     * @param tolerations tolerations as in a Pod
     */
    public record Nodes(Map<String, String> selector, List<JsonNode> tolerations) {
        /** The collections never change. */
        public Nodes {
            selector = Map.copyOf(selector);
            tolerations = List.copyOf(tolerations);
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
