package dev.hathora.operator.host.crash;

import java.util.Locale;

/** Where a host dies. */
record Fate(When when, Point point) {
    /** On which side of the effect. */
    enum When {
        /** It does not take place. */
        BEFORE,
        /** It took place, and the host did not hear of it. */
        AFTER,
        /** A game server was started, and begins only when the next host has looked for it. */
        LATE
    }

    /** What the host is told. */
    static String text(When when, Point point) {
        return (when == When.LATE ? When.AFTER : when).name().toLowerCase(Locale.ROOT) + " " + point;
    }

    @Override
    public String toString() {
        return when.name().toLowerCase(Locale.ROOT) + " " + point;
    }
}
