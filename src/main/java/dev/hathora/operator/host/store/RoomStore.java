package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Address;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.store.Locations.RoomKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The rooms and their allocations. Every method that changes something is one transaction. */
public final class RoomStore {
    /** The maximum number of allocations of a room that are shown. */
    private static final int HISTORY = 100;

    /** How often a change is tried again because the room was moved in the meantime. */
    private static final int ROUNDS = 5;

    private final Database database;
    private final Placement placement;

    /**
     * @param numbers the public port numbers for processes
     * @param random chooses among them
     */
    public RoomStore(Database database, PortNumbers numbers, RandomGenerator random) {
        this.database = database;
        this.placement = new Placement(database, numbers, random);
    }

    /**
     * Records a room and places it.
     *
     * @param room the room, which is not placed yet
     * @param ifNeeded the process to record if no other has a free place
     * @return empty: its id was used before
     * @throws NoCapacityException if there is no place
     */
    public Optional<Placed> create(HostedRoom room, NewProcess ifNeeded, Instant now) {
        return database.locations().look(new RoomKey(room.appId(), room.roomId()), () -> {
            Optional<Placed> atOnce = database.dialect() == Database.Dialect.POSTGRESQL
                    ? database.writeAtOnce(h -> placement.placeNew(h, room, now))
                    : Optional.empty();
            return atOnce.isPresent()
                    ? atOnce
                    : database.write(h -> insert(h, room)
                            ? Optional.of(placement.place(h, room, ifNeeded, now))
                            : Optional.empty());
        }, Placed::process);
    }

    static boolean insert(Handle h, HostedRoom room) {
        return h.createUpdate(
                "insert into rooms (room_id, app_id, deployment_id, region, room_config, status, created_at)"
                        + " values (:id, :app, :deployment, :region, :config, 'scheduling', :now) on conflict do nothing")
                .bind("id", room.roomId()).bind("app", room.appId()).bind("deployment", room.deploymentId())
                .bind("region", room.region()).bind("config", room.roomConfig())
                .bind("now", room.createdAt().toEpochMilli()).execute() == 1;
    }

    /**
     * Places a room. A room that is on a process already is not changed.
     *
     * @return empty: there is no such room, or it was destroyed
     * @throws NoCapacityException if there is no place
     */
    public Optional<Placed> resume(String appId, String roomId, NewProcess ifNeeded, Instant now) {
        return database.write(h -> lockLiving(h, appId, roomId).map(room -> room.processId() == null
                ? placement.place(h, room, ifNeeded, now)
                : new Placed(room, process(h, room.processId()), false)));
    }

    /** Removes a room from its process. @return whether there is such a room */
    public boolean suspend(String appId, String roomId, Instant now) {
        return change(appId, roomId, (h, room) -> {
            vacate(h, room, now);
            h.createUpdate("update rooms set status = 'suspended', process_id = null where app_id = :app"
                    + " and room_id = :room").bind("app", appId).bind("room", roomId).execute();
        });
    }

    /** Destroys a room. @return whether there was such a room */
    public boolean destroy(String appId, String roomId, Instant now) {
        return change(appId, roomId, (h, room) -> {
            vacate(h, room, now);
            destroyed(h, "app_id = :app and room_id = :room", Map.of("app", appId, "room", roomId), now);
        });
    }

    private interface Change {
        void make(Handle h, HostedRoom room);
    }

    /** @return whether there is such a room */
    private boolean change(String appId, String roomId, Change change) {
        for (int i = 0; i < ROUNDS; i++) {
            Optional<Boolean> found = database.write(h -> changeWhereItIs(h, appId, roomId, change));
            if (found.isPresent()) {
                database.locations().forget(new RoomKey(appId, roomId));
                return found.get();
            }
        }
        throw new DatabaseUnavailableException("room " + roomId + " is moved repeatedly by others");
    }

    /**
     * Locks rows in the same order as the end of a process does: first the process, then the room. With different orders, two
     * transactions could deadlock, which the database resolves only after a second.
     *
     * @return whether there is such a room; empty: it was moved in the meantime, and nothing was changed
     */
    private Optional<Boolean> changeWhereItIs(Handle h, String appId, String roomId, Change change) {
        String process = find(h, appId, roomId, "").map(HostedRoom::processId).orElse(null);
        if (process != null && database.dialect() == Database.Dialect.POSTGRESQL) {
            h.createQuery("select process_id from processes where process_id = :id for no key update")
                    .bind("id", process).mapTo(String.class).one();
        }
        Optional<HostedRoom> room = lockLiving(h, appId, roomId);
        if (room.isPresent() && !Objects.equals(room.get().processId(), process)) {
            return Optional.empty();
        }
        room.ifPresent(found -> change.make(h, found));
        return Optional.of(room.isPresent());
    }

    /** Replaces a room's configuration. @return whether there is such a room */
    public boolean configure(String appId, String roomId, String roomConfig) {
        return database.write(h -> h.createUpdate("update rooms set room_config = :config where room_id = :room"
                + " and app_id = :app and status <> 'destroyed'").bind("config", roomConfig).bind("room", roomId)
                .bind("app", appId).execute()) == 1;
    }

    /** A room with its allocations, oldest first. The room may be destroyed. */
    public Optional<Room> describe(String appId, String roomId) {
        return database.readTogether(h -> h.createQuery("select " + Rows.ROOM + " from rooms where room_id = :room"
                + " and app_id = :app").bind("room", roomId).bind("app", appId)
                .map((row, ctx) -> Rows.room(row)).findFirst().map(room -> describe(room, allocations(h, room))));
    }

    /** A room that has not been destroyed, and the process it is on. */
    public Optional<Located> locate(String appId, String roomId) {
        return database.locations().look(new RoomKey(appId, roomId), () -> read(appId, roomId), Located::process);
    }

    /** Where a room is; empty if only the database can tell. */
    public Optional<Address> address(String appId, String roomId) {
        return database.locations().find(new RoomKey(appId, roomId));
    }

    private Optional<Located> read(String appId, String roomId) {
        return database.read(h -> h
                .createQuery("select " + Rows.of("r", Rows.ROOM) + ", " + Rows.joined("p", Rows.PROCESS)
                        + " from rooms r left join processes p on p.process_id = r.process_id where r.room_id = :room"
                        + " and r.app_id = :app and r.status <> 'destroyed'")
                .bind("room", roomId).bind("app", appId)
                .map((row, ctx) -> new Located(Rows.room(row), row.getString("p_process_id") == null
                        ? null
                        : Rows.process(row, "p_")))
                .findFirst());
    }

    /** A room and its process; null: the room is on no process. */
    public record Located(HostedRoom room, @Nullable GameProcess process) {}

    private Optional<HostedRoom> lockLiving(Handle h, String appId, String roomId) {
        return find(h, appId, roomId, database.dialect() == Database.Dialect.POSTGRESQL ? " for update" : "");
    }

    private static Optional<HostedRoom> find(Handle h, String appId, String roomId, String lock) {
        return h.createQuery("select " + Rows.ROOM + " from rooms where room_id = :room and app_id = :app"
                + " and status <> 'destroyed'" + lock).bind("room", roomId).bind("app", appId)
                .map((row, ctx) -> Rows.room(row)).findFirst();
    }

    private static GameProcess process(Handle h, String processId) {
        return h.createQuery("select " + Rows.PROCESS + " from processes where process_id = :id")
                .bind("id", processId).map((row, ctx) -> Rows.process(row)).one();
    }

    /** Ends the allocation of a room and frees its place. */
    private static void vacate(Handle h, HostedRoom room, Instant now) {
        if (room.processId() == null) {
            return;
        }
        h.createUpdate("update allocations set unscheduled_at = :now where app_id = :app and room_id = :room"
                + " and unscheduled_at is null").bind("now", now.toEpochMilli()).bind("app", room.appId())
                .bind("room", room.roomId()).execute();
        h.createUpdate("update processes set rooms = rooms - 1,"
                + " idle_since = case when rooms = 1 then :now else idle_since end"
                + " where process_id = :process and rooms > 0").bind("now", now.toEpochMilli())
                .bind("process", room.processId()).execute();
    }

    /** Destroys the rooms on a process. @return their keys */
    static List<RoomKey> destroyOn(Handle h, String processId, Instant now) {
        return destroyed(h, "process_id = :process", Map.of("process", processId), now);
    }

    /** Destroys a room that is on no process. */
    static void destroyUnplaced(Handle h, String appId, String roomId, Instant now) {
        destroyed(h, "app_id = :app and room_id = :room and process_id is null", Map.of("app", appId, "room", roomId),
                now);
    }

    /** Configurations and lobbies of destroyed rooms are deleted; the ids of the rooms are kept. */
    private static List<RoomKey> destroyed(Handle h, String which, Map<String, String> ids, Instant now) {
        PreparedBatch lobbies = h.prepareBatch("delete from lobbies where app_id = ? and room_id = ?");
        List<RoomKey> rooms = h
                .createQuery("update rooms set status = 'destroyed', destroyed_at = :now, process_id = null,"
                        + " room_config = null where " + which + " and status <> 'destroyed' returning app_id, room_id")
                .bind("now", now.toEpochMilli()).bindMap(ids)
                .map((row, ctx) -> new RoomKey(row.getString("app_id"), row.getString("room_id"))).list();
        rooms.forEach(room -> lobbies.add(room.appId(), room.roomId()));
        lobbies.execute();
        return rooms;
    }

    private static List<RoomAllocation> allocations(Handle h, HostedRoom room) {
        return h.createQuery("select allocation_id, process_id, scheduled_at, unscheduled_at from allocations"
                + " where app_id = :app and room_id = :room order by scheduled_at desc,"
                // Two may begin in the same millisecond: the current one is the later one.
                + " case when unscheduled_at is null then 0 else 1 end, unscheduled_at desc limit :limit")
                .bind("app", room.appId()).bind("room", room.roomId()).bind("limit", HISTORY)
                .map((row, ctx) -> new RoomAllocation(row.getString("allocation_id"), row.getString("process_id"),
                        Instant.ofEpochMilli(row.getLong("scheduled_at")), Rows.time(row, "unscheduled_at")))
                .list().reversed();
    }

    static Room describe(HostedRoom room, List<RoomAllocation> allocations) {
        RoomAllocation last = allocations.isEmpty() ? null : allocations.getLast();
        RoomAllocation current = last != null && last.unscheduledAt() == null && room.status() == RoomStatus.ACTIVE
                ? last
                : null;
        return new Room(room.appId(), room.roomId(), room.roomConfig(), room.status(), current, allocations);
    }
}
