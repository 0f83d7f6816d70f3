package dev.hathora.operator.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Routes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends back what it is sent by UDP and WebSocket, so that clients can measure the way. Both have one number, as clients
 * are told one. What can't be had is logged: the API is served all the same.
 */
final class Pings implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pings.class);
    /** Nobody sends a body or takes a long answer. */
    private static final ApiServer.Limits LIMITS = new ApiServer.Limits(1000, 1, 1, Duration.ofSeconds(60),
            Duration.ZERO);

    private @Nullable ApiServer webSockets;
    private @Nullable UdpEcho udp;
    private int port;

    private Pings(int port) {
        this.port = port;
    }

    /**
     * Listens.
     *
     * @param api where the API listens, which takes WebSockets by itself
     * @param port null: the API's; 0: any free one
     */
    static Pings start(InetSocketAddress api, @Nullable Integer port, InstantSource clock) {
        Pings pings = new Pings(port == null ? api.getPort() : port);
        if (pings.port != api.getPort()) {
            pings.openWebSockets(api.getAddress(), clock);
        }
        pings.openUdp(api.getAddress());
        return pings;
    }

    private void openWebSockets(InetAddress address, InstantSource clock) {
        Api nothing = new Api((token, appId) -> Access.Decision.UNKNOWN_TOKEN, new RateLimit(0, clock), route -> false);
        try {
            ApiServer server = ApiServer.start(new InetSocketAddress(address, port),
                    new ApiServer.Content(nothing, new Routes(List.of())), LIMITS);
            webSockets = server;
            port = server.port();
        } catch (IOException e) {
            log.warn("Pings by WebSocket are not answered: port {} can't be had: {}", port, e.getMessage());
        }
    }

    private void openUdp(InetAddress address) {
        try {
            udp = UdpEcho.start(new InetSocketAddress(address, port));
        } catch (SocketException e) {
            log.warn("Pings by UDP are not answered: port {} can't be had: {}", port, e.getMessage());
        }
    }

    /** The number that clients are told. */
    int port() {
        return port;
    }

    /** Listens no more. */
    @Override
    public void close() {
        if (udp != null) {
            udp.close();
        }
        if (webSockets != null) {
            webSockets.close();
        }
    }
}
