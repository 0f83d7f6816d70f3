package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.host.model.HostedRoom;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/** Lists the rooms of a process. It may have any number of them, so lists are read in pages, or are limited. */
public final class RoomsOfProcess {
    /** The maximum length of the list of inactive rooms. */
    static final int INACTIVE = 1000;

    /** The maximum number of rooms on a page. */
    static final int ACTIVE = 1000;
    /** A page ends after this many characters of room configurations. */
    static final int LONGEST = 256 * 1024;
    /** How many rows PostgreSQL sends at a time. */
    private static final int FETCHED = 16;

    private final Database database;

    /** @param database the database that they are read from */
    public RoomsOfProcess(Database database) {
        this.database = database;
    }

    /**
     * A position in the list of the rooms on a process, which is ordered by creation.
     *
     * @param createdAt when the last room before it was created, in milliseconds since 1970
     * @param roomId the id of that room
     */
    public record After(long createdAt, String roomId) {
        /** Before the first room. */
        public static final After START = new After(Long.MIN_VALUE, "");
    }

    /**
     * A page of the list of rooms.
     *
     * @param rooms without their previous allocations
     * @param end where the next page begins; null: this is the last one
     */
    public record Page(List<Room> rooms, @Nullable After end) {}

    /**
     * A page of the active rooms on a process: at most 1,000 rooms, with not many more than {@value #LONGEST} characters of
     * configuration. No connection to the database is kept between pages.
     */
    public Page active(String appId, String processId, After after) {
        // Without a transaction, PostgreSQL would send all rows at once.
        return database.readTogether(h -> {
            try (ResultIterator<Occupant> rows = h
                    .createQuery("select " + Rows.of("r", Rows.ROOM) + ", a.allocation_id, a.scheduled_at"
                            + " from rooms r join allocations a on a.app_id = r.app_id and a.room_id = r.room_id"
                            + " and a.process_id = r.process_id and a.unscheduled_at is null"
                            + " where r.process_id = :process and r.app_id = :app and r.status = 'active'"
                            + " and (r.created_at, r.room_id) > (:at, :after) order by r.created_at, r.room_id limit "
                            + ACTIVE)
                    .bind("process", processId).bind("app", appId).bind("at", after.createdAt())
                    .bind("after", after.roomId()).setFetchSize(FETCHED)
                    .map((row, ctx) -> new Occupant(Rows.room(row), new RoomAllocation(row.getString("allocation_id"),
                            processId, Instant.ofEpochMilli(row.getLong("scheduled_at")), null)))
                    .iterator()) {
                return first(rows);
            }
        });
    }

    /** A room on a process, and its current allocation. */
    private record Occupant(HostedRoom room, RoomAllocation allocation) {}

    private static Page first(Iterator<Occupant> rows) {
        List<Room> first = new ArrayList<>();
        HostedRoom last = null;
        long length = 0;
        while (length < LONGEST && rows.hasNext()) {
            Occupant next = rows.next();
            last = next.room();
            length += last.roomConfig() == null ? 0 : last.roomConfig().length();
            first.add(new Room(last.appId(), last.roomId(), last.roomConfig(), last.status(), next.allocation(),
                    List.of()));
        }
        boolean rest = length >= LONGEST || first.size() == ACTIVE;
        return new Page(first,
                last == null || !rest ? null : new After(last.createdAt().toEpochMilli(), last.roomId()));
    }

    /** The newest suspended and destroyed rooms whose last place was on a process, at most {@link #INACTIVE}. */
    public List<Room> inactive(String appId, String processId) {
        return database.read(h -> h.createQuery("select " + Rows.of("r", Rows.ROOM)
                + " from rooms r where r.app_id = :app"
                + " and r.status in ('suspended', 'destroyed') and :process = (select a.process_id from allocations a"
                + " where a.app_id = r.app_id and a.room_id = r.room_id order by a.scheduled_at desc limit 1)"
                + " and r.room_id in (select room_id from allocations where process_id = :process and app_id = :app)"
                + " order by r.created_at desc, r.room_id limit :limit").bind("process", processId).bind("app", appId)
                .bind("limit", INACTIVE).map((row, ctx) -> RoomStore.describe(Rows.room(row), List.of())).list())
                .reversed();
    }
}
