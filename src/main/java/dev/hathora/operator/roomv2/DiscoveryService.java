package dev.hathora.operator.roomv2;

import java.util.List;

/** The port for the endpoints that clients use to measure the latency to each region. */
@FunctionalInterface
public interface DiscoveryService {
    /** One endpoint for each region in which at least one application is offered. */
    List<PingEndpoint> pingEndpoints();
}
