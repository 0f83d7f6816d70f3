package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One port of a room that players can connect to.
 *
 * @param address host:port, ready to be handed to a player.
 * @param host The host name or IP address.
 * @param port The port on that host.
 * @param transportType tcp, udp or tls.
 * @param name The port's name in the Hathora deployment; the main one is called default.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Connection(String address, String host, int port, String transportType, String name) {
    /** What other rooms have in common with this one, or the operator notes elsewhere, is interned. */
    public Connection {
        host = SharedText.of(host);
        transportType = SharedText.of(transportType);
        name = SharedText.of(name);
    }

    /** A connection with its address put together; an IPv6 host is put in brackets. */
    public static Connection of(String host, int port, String transportType, String name) {
        String printed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return new Connection(printed + ":" + port, host, port, transportType, name);
    }
}
