package dev.hathora.operator.cloud;

import java.util.Objects;

/**
 * A port of a process that players can reach.
 *
 * @param name the port's name in the deployment; the main one is called {@code default}
 * @param host host name or IP address
 * @param port 1 to 65535
 * @param transportType {@code tcp}, {@code udp} or {@code tls}; open, as the API may grow
 */
public record ExposedPort(String name, String host, int port, String transportType) {
    /** An answer that lacks one of these, or names a port that can't be, is none. */
    public ExposedPort {
        name = Objects.requireNonNull(name, "name").intern();
        host = Objects.requireNonNull(host, "host").intern();
        transportType = Objects.requireNonNull(transportType, "transportType").intern();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }
}
