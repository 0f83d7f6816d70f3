package dev.hathora.operator.host.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * An application that is served.
 *
 * @param appId {@code app-<uuid>}, or what its manifest says
 * @param name what people call it; unique
 * @param secret the key that its players' tokens are signed with
 * @param regions where it is offered; empty: everywhere
 * @param logins how its players may log in
 * @param tokens the developer tokens that are valid for this application alone
 * @param createdAt when it was seen first
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
     * @param anonymous without a word
     * @param nickname under a name that nobody checks
     * @param googleClientId with an ID token that Google made for this client; null: not at all
     */
    public record Logins(boolean anonymous, boolean nickname, @Nullable String googleClientId) {
        /** What a manifest means that says nothing of it. */
        public static final Logins DEFAULT = new Logins(true, true, null);
    }

    /**
     * A region that an application is offered in.
     *
     * @param name as Hathora spells it
     * @param warmProcesses how many processes with a free place are kept booted
     * @param maxProcesses how many processes there may be at a time, of all deployments; null: as many as the host allows
     * @param ping where the way to it can be measured; null: at the host
     */
    public record OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses, @Nullable Ping ping) {
        /** A region that is measured at the host. */
        public OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses) {
            this(name, warmProcesses, maxProcesses, null);
        }
    }

    /** Something that sends back what it is sent. */
    public record Ping(String host, int port) {}

    /** Whether rooms can be made in a region. */
    public boolean isOffered(String region) {
        return regions.isEmpty() || region(region).isPresent();
    }

    /** What its manifest says of a region; empty: nothing. */
    public Optional<OfferedRegion> region(String region) {
        return regions.stream().filter(offered -> offered.name().equals(region)).findFirst();
    }

    /** Everything but the secret and the tokens. */
    @Override
    public String toString() {
        return "Application[" + appId + ", " + name + "]";
    }
}
