package dev.hathora.operator.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.hathora.operator.host.model.HostedLobby;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The lobbies, each with its room. One whose room was destroyed is not found any more. Every method that changes
 * something is one transaction.
 */
public final class LobbyStore {
    private static final String LOBBY = "select l.room_id, l.app_id, l.short_code, l.visibility, l.region, l.created_by,"
            + " l.created_at, l.initial_config, l.state, r.room_config from lobbies l join rooms r"
            + " on r.room_id = l.room_id and r.app_id = l.app_id where r.status <> 'destroyed' and l.app_id = :app";
    private static final int MOST = 1000;

    private final Database database;
    private final Placement placement;

    /**
     * @param numbers what outside ports processes get
     * @param random where a free one is looked for first
     */
    public LobbyStore(Database database, PortNumbers numbers, RandomGenerator random) {
        this.database = database;
        this.placement = new Placement(database.dialect(), numbers, random);
    }

    /**
     * A lobby that was made.
     *
     * @param placed where its room is; null: nowhere
     */
    public record Created(HostedLobby lobby, @Nullable Placed placed) {}

    /**
     * Records a lobby with its room.
     *
     * @param ifNeeded the process to record where no other has a place; null: the room has none
     * @return empty: the room's id was used before
     * @throws NoCapacityException when there is no place
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

    private static void insert(Handle h, HostedLobby lobby) {
        h.createUpdate("insert into lobbies (room_id, app_id, short_code, visibility, region, created_by,"
                + " initial_config, created_at) values (:room, :app, :code, :visibility, :region, :by, :config, :now)")
                .bind("room", lobby.roomId()).bind("app", lobby.appId()).bind("code", lobby.shortCode())
                .bind("visibility", lobby.visibility()).bind("region", lobby.region()).bind("by", lobby.createdBy())
                .bind("config", lobby.initialConfig()).bind("now", lobby.createdAt().toEpochMilli()).execute();
    }

    /**
     * The public ones, newest first.
     *
     * @param region only those there; null: all
     */
    public List<HostedLobby> listed(String appId, @Nullable String region) {
        return database.read(h -> {
            Query query = h.createQuery(LOBBY + " and l.visibility = 'public'"
                    + (region == null ? "" : " and l.region = :region")
                    + " order by l.created_at desc, l.room_id limit " + MOST).bind("app", appId);
            if (region != null) {
                query.bind("region", region);
            }
            return query.map((row, ctx) -> lobby(row)).list();
        });
    }

    /** That of a room. */
    public Optional<HostedLobby> ofRoom(String appId, String roomId) {
        return database.read(h -> ofRoom(h, appId, roomId));
    }

    private static Optional<HostedLobby> ofRoom(Handle h, String appId, String roomId) {
        return h.createQuery(LOBBY + " and l.room_id = :room").bind("app", appId).bind("room", roomId)
                .map((row, ctx) -> lobby(row)).findFirst();
    }

    /** The newest with a short code. */
    public Optional<HostedLobby> withCode(String appId, String shortCode) {
        return database.read(h -> h.createQuery(LOBBY + " and l.short_code = :code"
                + " order by l.created_at desc, l.room_id desc limit 1").bind("app", appId).bind("code", shortCode)
                .map((row, ctx) -> lobby(row)).findFirst());
    }

    /** Replaces its state. @return empty: there is no such lobby */
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
