package dev.hathora.operator.cloud;

/**
 * A port of a process that players can reach.
 *
 * @param name the port's name in the deployment; the main one is called {@code default}
 * @param host host name or IP address
 * @param port 1 to 65535
 * @param transportType {@code tcp}, {@code udp} or {@code tls}; open, as the API may grow
 */
public record ExposedPort(String name, String host, int port, String transportType) {
    /** An answer that lacks one of these, or has what can't be, is none. */
    public ExposedPort {
        name = ForeignValue.name("name", name);
        host = ForeignValue.word("host", host);
        transportType = ForeignValue.scheme("transportType", transportType);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }
}
