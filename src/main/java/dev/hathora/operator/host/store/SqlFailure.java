package dev.hathora.operator.host.store;

import java.sql.SQLException;
import java.util.Locale;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Classifies exceptions of the database drivers. */
enum SqlFailure {
    /** A conflict with another transaction: try again. */
    PRECEDENCE,
    /** The database can't do this now. */
    UNAVAILABLE,
    /** A bug of this program. */
    OTHER;

    static SqlFailure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return of(sqlite.getResultCode());
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return of(sql.getSQLState());
            }
        }
        return OTHER;
    }

    private static SqlFailure of(SQLiteErrorCode code) {
        String name = code.name().toUpperCase(Locale.ROOT);
        return name.startsWith("SQLITE_BUSY")
                ? PRECEDENCE
                : name.startsWith("SQLITE_FULL") || name.startsWith("SQLITE_IOERR")
                        || name.startsWith("SQLITE_CANTOPEN") || name.startsWith("SQLITE_READONLY")
                                ? UNAVAILABLE
                                : OTHER;
    }

    private static SqlFailure of(String sqlState) {
        return switch (sqlState) {
            case "40001", "40P01", "55P03" -> PRECEDENCE;
            // The last one (read-only transaction) comes from a server that was the primary until now.
            case "57014", "53100", "53200", "53300", "25006" -> UNAVAILABLE;
            default -> sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.startsWith("58")
                    ? UNAVAILABLE
                    : OTHER;
        };
    }
}
