package dev.hathora.operator.roomv2;

import java.util.List;

/** The port behind the question how far each region is. */
@FunctionalInterface
public interface DiscoveryService {
    /** One for each region that any application is offered in. */
    List<PingEndpoint> pingEndpoints();
}
