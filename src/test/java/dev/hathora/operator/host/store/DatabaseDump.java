package dev.hathora.operator.host.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Everything in a database as SQL: its tables, their rows, then constraints and indexes. */
record DatabaseDump(Database.Dialect dialect, Connection connection) {
    /** An empty line ends a statement; there is none within one. */
    private static final String END = ";\n\n";

    /** What makes the same database of an empty one. */
    String text() throws SQLException {
        StringBuilder all = new StringBuilder("-- Generated; see MigrationsTest.\n");
        tables().forEach(statement -> all.append(statement).append(END));
        for (String table : names()) {
            rows(table).forEach(statement -> all.append(statement).append(END));
        }
        constraintsAndIndexes().forEach(statement -> all.append(statement).append(END));
        return all.toString().stripTrailing() + "\n";
    }

    /** The tables with what belongs to them, without rows. */
    List<String> schema() throws SQLException {
        List<String> all = new ArrayList<>(tables());
        all.addAll(constraintsAndIndexes());
        return all;
    }

    /** Fills an empty database. */
    void load(String text) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String one : text.split(END, -1)) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private List<String> tables() throws SQLException {
        return switch (dialect) {
            case SQLITE -> read("select sql from sqlite_master where type = 'table' order by rowid");
            case POSTGRESQL -> read("select 'create table ' || c.relname || E' (\\n  ' || string_agg("
                    + "quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)"
                    + " || case when a.attnotnull then ' not null' else '' end"
                    + " || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), E',\\n  ' order by a.attnum)"
                    + " || E'\\n)' from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
                    + " and not a.attisdropped left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"
                    + " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by c.oid, c.relname"
                    + " order by c.relname");
        };
    }

    private List<String> constraintsAndIndexes() throws SQLException {
        return switch (dialect) {
            case SQLITE -> read("select sql from sqlite_master where type = 'index' and sql is not null order by name");
            case POSTGRESQL -> {
                // What others refer to goes first.
                List<String> all = new ArrayList<>(
                        read("select 'alter table ' || conrelid::regclass || ' add constraint '"
                                + " || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where"
                                + " connamespace = 'public'::regnamespace and contype in ('p', 'u', 'c', 'f')"
                                + " order by contype = 'f', conrelid::regclass::text, conname"));
                all.addAll(read("select indexdef from pg_indexes where schemaname = 'public' and indexname not in"
                        + " (select conname from pg_constraint) order by indexname"));
                yield all;
            }
        };
    }

    private List<String> names() throws SQLException {
        return switch (dialect) {
            case SQLITE -> read("select name from sqlite_master where type = 'table' order by rowid");
            case POSTGRESQL -> read("select relname from pg_class where relkind = 'r'"
                    + " and relnamespace = 'public'::regnamespace order by relname");
        };
    }

    private List<String> read(String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    private List<String> rows(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from " + table)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                StringJoiner names = new StringJoiner(", ");
                StringJoiner values = new StringJoiner(", ");
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    names.add(rows.getMetaData().getColumnName(i));
                    values.add(value(rows.getObject(i)));
                }
                all.add("insert into " + table + " (" + names + ") values (" + values + ")");
            }
            return all;
        }
    }

    private static String value(Object value) {
        return switch (value) {
            case null -> "null";
            case Number number -> number.toString();
            case Boolean bool -> bool.toString().toLowerCase(Locale.ROOT);
            default -> "'" + value.toString().replace("'", "''") + "'";
        };
    }
}
