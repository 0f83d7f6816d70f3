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
 * @param createdAt when it was seen first
 */
public record Application(String appId, String name, String secret, List<OfferedRegion> regions, Instant createdAt) {
    /** The list never changes. */
    public Application {
        regions = List.copyOf(regions);
    }

    /**
     * A region that an application is offered in.
     *
     * @param name as Hathora spells it
     * @param warmProcesses how many processes with a free place are kept booted
     * @param maxProcesses how many processes there may be at a time, of all deployments; null: as many as it takes
     */
    public record OfferedRegion(String name, int warmProcesses, @Nullable Integer maxProcesses) {}

    /** Whether rooms can be made in a region. */
    public boolean isOffered(String region) {
        return regions.isEmpty() || region(region).isPresent();
    }

    /** What its manifest says of a region; empty: nothing. */
    public Optional<OfferedRegion> region(String region) {
        return regions.stream().filter(offered -> offered.name().equals(region)).findFirst();
    }

    /** Everything but the secret. */
    @Override
    public String toString() {
        return "Application[" + appId + ", " + name + "]";
    }
}
