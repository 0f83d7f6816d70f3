package dev.hathora.operator.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.HostedLobby;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The lobbies, each with its room. A lobby whose room was destroyed is no longer found. Every method that changes
 * something is one transaction.
 */
public final class LobbyStore {
    private static final String LOBBY = select("l.initial_config, l.state, r.room_config");
    private static final int MOST = 1000;
    /** In characters. A list is in memory as a whole, several times. */
    private static final int LONGEST = 4 * 1024 * 1024;
    /** How many rows PostgreSQL sends at a time; the default is all. */
    private static final int FETCHED = 16;

    private final Database database;
    private final Placement placement;

    /**
     * @param numbers the public port numbers for processes
     * @param random chooses among them
     */
    public LobbyStore(Database database, PortNumbers numbers, RandomGenerator random) {
        this.database = database;
        this.placement = new Placement(database, numbers, random);
    }

    /**
     * A new lobby.
     *
     * @param placed where its room is; null: it is on no process
     */
    public record Created(HostedLobby lobby, @Nullable Placed placed) {}

    /**
     * Records a lobby with its room.
     *
     * @param ifNeeded the process to record if no other has a free place; null: the room is not placed
     * @return empty: the room's id was used before
     * @throws NoCapacityException if there is no place
     */
    public Optional<Created> create(HostedLobby lobby, HostedRoom room, @Nullable NewProcess ifNeeded, Instant now) {
        return database.write(h -> {
            if (!RoomStore.insert(h, room)) {
                return Optional.empty();
            }
            Placed placed = ifNeeded == null ? null : placement.place(h, room, ifNeeded, now);
            insert(h, lobby);
            return Optional.of(new Created(lobby, placed));
        });
    }

    /** @param details the columns with texts, some of which may be replaced by null */
    private static String select(String details) {
        return "select l.room_id, l.app_id, l.short_code, l.visibility, l.region, l.created_by, l.created_at, "
                + details + " from lobbies l join rooms r on r.room_id = l.room_id and r.app_id = l.app_id"
                + " where r.status <> 'destroyed' and l.app_id = :app";
    }

    private static void insert(Handle h, HostedLobby lobby) {
        h.createUpdate("insert into lobbies (room_id, app_id, short_code, visibility, region, created_by,"
                + " initial_config, created_at) values (:room, :app, :code, :visibility, :region, :by, :config, :now)")
                .bind("room", lobby.roomId()).bind("app", lobby.appId()).bind("code", lobby.shortCode())
                .bind("visibility", lobby.visibility()).bind("region", lobby.region()).bind("by", lobby.createdBy())
                .bind("config", lobby.initialConfig()).bind("now", lobby.createdAt().toEpochMilli()).execute();
    }

    /**
     * The public lobbies, newest first: at most 1,000, and not many more than 4 million characters.
     *
     * @param region only lobbies in this region; null: in all regions
     * @param detail which texts are read; the others are null
     */
    public List<HostedLobby> listed(String appId, @Nullable String region, HostedLobby.Detail detail) {
        String columns = switch (detail) {
            case ROOM_CONFIG -> "null as initial_config, null as state, r.room_config";
            case INITIAL_CONFIG_AND_STATE -> "l.initial_config, l.state, null as room_config";
        };
        return database.readTogether(h -> {
            Query query = h.createQuery(select(columns) + " and l.visibility = 'public'"
                    + (region == null ? "" : " and l.region = :region")
                    + " order by l.created_at desc, l.room_id limit " + MOST).bind("app", appId)
                    .setFetchSize(FETCHED);
            if (region != null) {
                query.bind("region", region);
            }
            try (ResultIterator<HostedLobby> rows = query.map((row, ctx) -> lobby(row)).iterator()) {
                return first(rows);
            }
        });
    }

    private static List<HostedLobby> first(Iterator<HostedLobby> rows) {
        List<HostedLobby> first = new ArrayList<>();
        long length = 0;
        while (length < LONGEST && rows.hasNext()) {
            HostedLobby lobby = rows.next();
            first.add(lobby);
            length += Stream.of(lobby.roomConfig(), lobby.initialConfig(), lobby.state()).filter(Objects::nonNull)
                    .mapToLong(String::length).sum();
        }
        return first;
    }

    /** The lobby of a room. */
    public Optional<HostedLobby> ofRoom(String appId, String roomId) {
        return database.read(h -> ofRoom(h, appId, roomId));
    }

    private static Optional<HostedLobby> ofRoom(Handle h, String appId, String roomId) {
        return h.createQuery(LOBBY + " and l.room_id = :room").bind("app", appId).bind("room", roomId)
                .map((row, ctx) -> lobby(row)).findFirst();
    }

    /** The newest lobby with a short code. */
    public Optional<HostedLobby> withCode(String appId, String shortCode) {
        return database.read(h -> h.createQuery(LOBBY + " and l.short_code = :code"
                + " order by l.created_at desc, l.room_id desc limit 1").bind("app", appId).bind("code", shortCode)
                .map((row, ctx) -> lobby(row)).findFirst());
    }

    /** Replaces the state of a lobby. @return empty: there is no such lobby */
    public Optional<HostedLobby> setState(String appId, String roomId, String state) {
        return database.write(h -> {
            h.createUpdate("update lobbies set state = :state where room_id = :room and app_id = :app")
                    .bind("state", state).bind("room", roomId).bind("app", appId).execute();
            return ofRoom(h, appId, roomId);
        });
    }

    private static HostedLobby lobby(ResultSet row) throws SQLException {
        return new HostedLobby(row.getString("app_id"), row.getString("room_id"), row.getString("short_code"),
                row.getString("visibility"), row.getString("region"), row.getString("created_by"),
                Instant.ofEpochMilli(row.getLong("created_at")), row.getString("room_config"),
                row.getString("initial_config"), row.getString("state"));
    }
}
