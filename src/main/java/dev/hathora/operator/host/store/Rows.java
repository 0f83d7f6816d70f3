package dev.hathora.operator.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.ProcessState;
import org.jspecify.annotations.Nullable;

/** Converts between records and rows. */
final class Rows {
    static final String PROCESS = "process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id,"
            + " exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving";
    static final String ROOM = "room_id, app_id, deployment_id, region, room_config, status, process_id, created_at,"
            + " destroyed_at";

    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final TypeReference<List<ExposedPort>> PORTS = new TypeReference<>() {
    };

    private Rows() {}

    /** Columns of a joined table, with the table as a prefix of their names, so that they are unique. */
    static String joined(String table, String columns) {
        return Stream.of(columns.split(", ", -1)).map(column -> table + "." + column + " as " + table + "_" + column)
                .collect(Collectors.joining(", "));
    }

    /** Columns of one of several tables, qualified with its name. */
    static String of(String table, String columns) {
        return table + "." + columns.replace(", ", ", " + table + ".");
    }

    static GameProcess process(ResultSet row) throws SQLException {
        return process(row, "");
    }

    static GameProcess process(ResultSet row, String prefix) throws SQLException {
        return new GameProcess(row.getString(prefix + "process_id"), row.getString(prefix + "runtime_id"),
                row.getString(prefix + "app_id"),
                row.getString(prefix + "deployment_id"), row.getString(prefix + "region"),
                ProcessState.valueOf(row.getString(prefix + "state").toUpperCase(Locale.ROOT)),
                row.getInt(prefix + "capacity"), row.getInt(prefix + "rooms"), ports(row.getString(prefix + "ports")),
                row.getString(prefix + "initial_room_id"),
                new GameProcess.Times(Instant.ofEpochMilli(row.getLong(prefix + "created_at")),
                        time(row, prefix + "scheduled_at"),
                        time(row, prefix + "booted_at"), time(row, prefix + "started_at"),
                        time(row, prefix + "stopping_at"),
                        time(row, prefix + "terminated_at")),
                time(row, prefix + "idle_since"), row.getString(prefix + "exit_reason"),
                row.getInt(prefix + "leaving") != 0);
    }

    static HostedRoom room(ResultSet row) throws SQLException {
        return new HostedRoom(row.getString("room_id"), row.getString("app_id"), row.getString("deployment_id"),
                row.getString("region"), row.getString("room_config"),
                RoomStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)), row.getString("process_id"),
                Instant.ofEpochMilli(row.getLong("created_at")), time(row, "destroyed_at"));
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static List<ExposedPort> ports(String json) {
        return read(json, PORTS);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can't be written", e);
        }
    }

    static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can't be read", e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can't be read", e);
        }
    }
}
