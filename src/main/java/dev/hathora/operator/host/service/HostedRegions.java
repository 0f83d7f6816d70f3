package dev.hathora.operator.host.service;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.roomv2.DiscoveryService;
import dev.hathora.operator.roomv2.PingEndpoint;
import dev.hathora.operator.roomv2.Regions;

/**
 * The regions that applications are offered in. Their endpoint is the host itself, unless a manifest contains another
 * one.
 */
public final class HostedRegions implements DiscoveryService {
    private final Served served;
    private final String publicHost;
    private final Supplier<Integer> port;

    /**
     * @param publicHost the name or address that clients connect to
     * @param port the host's port that echoes what it receives
     */
    public HostedRegions(Catalog catalog, String publicHost, Supplier<Integer> port) {
        this.served = new Served(catalog);
        this.publicHost = publicHost;
        this.port = port;
    }

    @Override
    public List<PingEndpoint> pingEndpoints() {
        Collection<Application> applications = served.applications();
        return Regions.ALL.stream().flatMap(region -> endpoint(region, applications).stream()).toList();
    }

    private Optional<PingEndpoint> endpoint(String region, Collection<Application> applications) {
        List<Application> offering = applications.stream()
                .filter(application -> application.isOffered(region))
                .toList();
        if (offering.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(offering.stream()
                .flatMap(application -> application.region(region).map(Application.OfferedRegion::ping).stream())
                .findFirst().map(ping -> new PingEndpoint(region, ping.host(), ping.port()))
                .orElseGet(() -> new PingEndpoint(region, publicHost, port.get())));
    }
}
