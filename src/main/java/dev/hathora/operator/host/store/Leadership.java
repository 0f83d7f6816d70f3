package dev.hathora.operator.host.store;

import org.jspecify.annotations.Nullable;

/** The right to look after the processes of a database, which one host has at a time. */
public sealed interface Leadership extends AutoCloseable permits FileLeadership, SessionLeadership {
    /**
     * Takes it, before the database is migrated.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://…}
     * @throws DatabaseInUseException when another host has it
     * @throws DatabaseUnavailableException when the database can't be reached
     * @throws UnsupportedDatabaseException when the URL is neither
     */
    static Leadership take(String url, @Nullable String user, @Nullable String password) {
        return switch (Database.Dialect.of(url)) {
            case SQLITE -> FileLeadership.take(Database.Dialect.file(url));
            case POSTGRESQL -> SessionLeadership.take(url, user, password);
        };
    }

    /** Whether this host has it now. It is lost with the connection to a server, and taken again when that is back. */
    default boolean isHeld() {
        return term() != 0;
    }

    /** Which time it is that it has it, counted from 1; 0: it has it not. Between two times another one may have had it. */
    long term();

    /** Gives it back. */
    @Override
    void close();
}
