package dev.hathora.operator.host.store;

import org.jspecify.annotations.Nullable;

/**
 * The right to manage the processes of a database, which one host has at a time. Either a host is alone and always has
 * it, or several hosts share the database, and one of them is the leader.
 */
public sealed interface Leadership extends AutoCloseable
        permits FileLeadership, SessionLeadership, ElectedLeadership, Leadership.Undisputed {
    /**
     * Takes a database for this host alone, before it is migrated.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://…}
     * @throws DatabaseInUseException when another host uses it
     * @throws DatabaseUnavailableException when the database can't be reached
     * @throws UnsupportedDatabaseException when the URL is neither
     */
    static Leadership take(String url, @Nullable String user, @Nullable String password) {
        return switch (Database.Dialect.of(url)) {
            case SQLITE -> FileLeadership.take(Database.Dialect.file(url));
            case POSTGRESQL -> SessionLeadership.take(new HostSession.Login(url, user, password));
        };
    }

    /**
     * Joins the hosts that share a database, before it is migrated. SQLite can't be shared: there, this host is alone.
     *
     * @see #take
     */
    static Leadership join(String url, @Nullable String user, @Nullable String password) {
        return switch (Database.Dialect.of(url)) {
            case SQLITE -> FileLeadership.take(Database.Dialect.file(url));
            case POSTGRESQL -> ElectedLeadership.join(new HostSession.Login(url, user, password));
        };
    }

    /** Whether this host leads now. It stops leading if it loses its connection to the database, for example. */
    default boolean isHeld() {
        return term() != 0;
    }

    /** The number of the term for which this host leads; 0 if it does not lead. Another host may lead between two terms. */
    long term();

    /** Whether no other host changes records as long as this one may. This never changes. */
    default boolean isAlone() {
        return true;
    }

    /** Whether this host may change records now. */
    default boolean mayWrite() {
        return isHeld();
    }

    /** Gives it back. */
    @Override
    void close();

    /** For a database that nobody else can know, such as that of a test. */
    record Undisputed() implements Leadership {
        @Override
        public long term() {
            return 1;
        }

        @Override
        public void close() {
            // Nothing was taken.
        }
    }
}
