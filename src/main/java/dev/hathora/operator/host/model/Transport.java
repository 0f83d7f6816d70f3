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
    /** TLS that ends in front of the game, which speaks plain TCP. */
    TLS;

    /** The name on the wire: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a name; empty: there is no such transport. */
    public static Optional<Transport> of(String wireName) {
        return Stream.of(values()).filter(t -> t.wireName().equals(wireName)).findFirst();
    }
}
