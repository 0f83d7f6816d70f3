package dev.hathora.operator.host.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How clients reach a port. */
public enum Transport {
    /** Plain TCP. */
    TCP,
    /** UDP. */
    UDP,
    /** TLS that is terminated in front of the game, which uses plain TCP. */
    TLS;

    /** The name on the wire: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Parses a name; empty if there is no such transport. */
    public static Optional<Transport> of(String wireName) {
        return Stream.of(values()).filter(t -> t.wireName().equals(wireName)).findFirst();
    }
}
