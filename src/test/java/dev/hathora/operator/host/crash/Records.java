package dev.hathora.operator.host.crash;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import org.jspecify.annotations.Nullable;

/** What a host's database says of an application, read over a connection of its own. */
public final class Records implements AutoCloseable {
    private static final String ALIVE = " state in ('starting', 'running', 'draining', 'stopping')";

    private final DatabaseAddress database;
    private final String app;
    private @Nullable Connection connection;

    /** Records of an application. */
    public Records(DatabaseAddress database, String app) {
        this.database = database;
        this.app = app;
    }

    private synchronized List<String> read(String query) {
        try {
            if (connection == null) {
                connection = DriverManager.getConnection(database.url(), database.user(), database.password());
            }
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setString(1, app);
                try (ResultSet rows = statement.executeQuery()) {
                    List<String> all = new ArrayList<>();
                    while (rows.next()) {
                        all.add(rows.getString(1));
                    }
                    return all;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private int count(String query) {
        return Integer.parseInt(read(query).getFirst());
    }

    /** The ids of the processes that have not ended. */
    public List<String> living() {
        return read("select process_id from processes where app_id = ? and" + ALIVE);
    }

    /** How many processes run and hold no room. */
    int idle() {
        return count("select count(*) from processes where app_id = ? and state = 'running' and rooms = 0");
    }

    int newestDeployment() {
        return count("select coalesce(max(number), 0) from deployments where app_id = ?");
    }

    /** How many processes run a deployment. */
    int onDeployment(int number) {
        return count("select count(*) from processes p join deployments d on d.deployment_id = p.deployment_id"
                + " where p.app_id = ? and p.state in ('running', 'draining') and d.number = " + number);
    }

    /** What can't stay as it is: something is still to be done about it. */
    public List<String> unsettled() {
        return read("select process_id || ' is ' || state from processes where app_id = ? and (state in ('starting',"
                + " 'stopping') or state = 'draining' and rooms = 0)");
    }

    /** What contradicts itself. */
    public List<String> contradictions() {
        List<String> all = new ArrayList<>();
        all.addAll(read("select process_id || ' counts ' || rooms || ' rooms' from processes p where app_id = ?"
                + " and rooms <> (select count(*) from rooms r where r.process_id = p.process_id"
                + " and r.status = 'active')"));
        all.addAll(read("select room_id || ' is active on a process that has ended' from rooms where app_id = ?"
                + " and status = 'active' and (process_id is null or process_id not in"
                + " (select process_id from processes where" + ALIVE + "))"));
        all.addAll(read("select room_id || ' is ' || status || ', and on a process' from rooms where app_id = ?"
                + " and status <> 'active' and process_id is not null"));
        all.addAll(read("select room_id || ' is scheduling' from rooms where app_id = ? and status = 'scheduling'"));
        all.addAll(read("select room_id || ' has other places than its own' from rooms r where app_id = ?"
                + " and case when status = 'active' then 1 else 0 end <> (select count(*) from allocations a"
                + " where a.app_id = r.app_id and a.room_id = r.room_id and a.unscheduled_at is null)"));
        all.addAll(read("select room_id || ' has its place elsewhere' from rooms r where app_id = ?"
                + " and status = 'active' and process_id <> (select max(process_id) from allocations a"
                + " where a.app_id = r.app_id and a.room_id = r.room_id and a.unscheduled_at is null)"));
        all.addAll(read("select 'port ' || number || ' is kept by ' || process_id from port_numbers where process_id in"
                + " (select process_id from processes where app_id = ? and state in ('stopped', 'failed'))"));
        return all;
    }

    @Override
    public String toString() {
        return "processes "
                + read("select state || ' ' || process_id || ' rooms ' || rooms from processes where app_id = ?"
                        + " order by created_at")
                + ", rooms " + read("select room_id || ' ' || status from rooms where app_id = ?"
                        + " order by room_id");
    }

    /** In short, without ids. */
    String summary() {
        return String.join(", ", read("select room_id || ' ' || status from rooms where app_id = ? order by room_id"))
                + "; processes: " + String.join(", ", read("select count(*) || ' ' || state from processes"
                        + " where app_id = ? group by state order by state"));
    }

    @Override
    public synchronized void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
