package dev.hathora.operator.cloud;

/**
 * A port of a process that players can reach.
 *
 * @param name the port's name in the deployment; the default port is called {@code default}
 * @param host host name or IP address
 * @param port 1 to 65535
 * @param transportType {@code tcp}, {@code udp} or {@code tls}; unknown values are accepted, because the API may add
 *     some
 */
public record ExposedPort(String name, String host, int port, String transportType) {
    /** Rejects an answer in which a field is missing or impossible. */
    public ExposedPort {
        name = ForeignValue.name("name", name);
        host = ForeignValue.word("host", host);
        transportType = ForeignValue.scheme("transportType", transportType);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }
}
