package dev.hathora.operator.host.runtime.kubernetes;

import java.util.Map;

/** The configuration of HAProxy in front of a game. */
final class TlsProxyConfig {
    /**
     * One thread is plenty for a game, where HAProxy would take all CPUs of the node. The number of connections has to be
     * limited, because memory is.
     *
     * <p>A client has ten seconds for its handshake, and the game as many to accept the connection. From then on the
     * tunnel's time counts, which is the longest possible: a game may be quiet. Clients that have disappeared are found
     * by TCP's keepalives. When one side has closed its connection, the other one has ten seconds.
     */
    private static final String COMMON = """
            global
              log stderr format raw daemon notice
              nbthread 1
              maxconn 2000
              ssl-load-extra-del-ext
              ssl-default-bind-options ssl-min-ver TLSv1.2
            defaults
              log global
              mode tcp
              timeout connect 10s
              timeout client 10s
              timeout server 10s
              timeout tunnel 24d
              timeout client-fin 10s
              timeout server-fin 10s
              option clitcpka
              clitcpka-idle 60s
              clitcpka-intvl 15s
              clitcpka-cnt 4
            """;
    /** WebSockets begin as HTTP/1.1, and the game does not know that a client has agreed on HTTP/2. */
    private static final String LISTEN = """
            listen port-%1$d
              bind :%1$d ssl crt %3$s/tls.crt alpn http/1.1
              server game 127.0.0.1:%2$d
            """;

    private TlsProxyConfig() {}

    /**
     * Writes it.
     *
     * @param ports where the proxy listens, and where the game does
     * @param certificates the folder with {@code tls.crt} and {@code tls.key}
     */
    static String of(Map<Integer, Integer> ports, String certificates) {
        StringBuilder text = new StringBuilder(COMMON);
        ports.forEach((front, game) -> text.append(LISTEN.formatted(front, game, certificates)));
        return text.toString();
    }
}
