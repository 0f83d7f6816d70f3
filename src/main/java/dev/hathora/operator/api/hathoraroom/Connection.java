package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hathora.operator.api.SharedText;

/**
 * One port of a room that players can connect to.
 *
 * @param address host:port, as a player's client needs it.
 * @param host The host name or IP address.
 * @param port The port on that host.
 * @param transportType Transport protocol: tcp, udp or tls.
 * @param name The port's name in the Hathora deployment. The default port is called default.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Connection(String address, String host, int port, String transportType, String name) {
    /** Interns the strings that many rooms share. */
    public Connection {
        host = SharedText.of(host);
        transportType = SharedText.of(transportType);
        name = SharedText.of(name);
    }

    /** Builds the address from host and port. An IPv6 address is put in brackets. */
    public static Connection of(String host, int port, String transportType, String name) {
        String printed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return new Connection(printed + ":" + port, host, port, transportType, name);
    }
}
