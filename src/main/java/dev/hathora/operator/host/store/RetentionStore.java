package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;

import org.jdbi.v3.core.Handle;

/** Removes records that are no longer shown to anybody, and ends rooms that nothing else ends. */
public final class RetentionStore {
    /** The limits per transaction, so that it does not delay others. */
    private static final int ROWS = 1000;
    private static final int ROOMS = 100;

    private final Database database;

    /** @param database the database that records are removed from */
    public RetentionStore(Database database) {
        this.database = database;
    }

    /**
     * Removes allocations that ended before a time, and then processes that ended before it and are not referred to. Rooms
     * are kept, so that their ids are not used again; little more than the id is left of a destroyed room.
     *
     * @return how many rows were removed
     */
    public int removeEndedBefore(Instant before) {
        int removed = 0;
        int last;
        do {
            last = database.lead(h -> removeSome(h, before.toEpochMilli()));
            removed += last;
        } while (last > 0);
        return removed;
    }

    /**
     * Destroys rooms of local lobbies. Nothing else does, because their games run on the developers' own machines.
     *
     * @param before only those of lobbies that were created before this time
     * @return how many rooms were destroyed
     */
    public int endLocalBefore(Instant before, Instant now) {
        int ended = 0;
        int last;
        do {
            last = database.lead(h -> {
                List<Local> some = h.createQuery("select l.app_id, l.room_id from lobbies l join rooms r"
                        + " on r.app_id = l.app_id and r.room_id = l.room_id where l.visibility = 'local'"
                        + " and l.created_at < :before and r.process_id is null and r.status <> 'destroyed'"
                        + " limit :rows").bind("before", before.toEpochMilli())
                        .bind("rows", ROOMS).map((row, ctx) -> new Local(row.getString("app_id"),
                                row.getString("room_id")))
                        .list();
                some.forEach(local -> RoomStore.destroyUnplaced(h, local.appId(), local.roomId(), now));
                return some.size();
            });
            ended += last;
        } while (last == ROOMS);
        return ended;
    }

    private record Local(String appId, String roomId) {}

    private static int removeSome(Handle h, long before) {
        int allocations = h.createUpdate("delete from allocations where allocation_id in (select allocation_id"
                + " from allocations where unscheduled_at < :before limit :rows)").bind("before", before)
                .bind("rows", ROWS).execute();
        return allocations + h.createUpdate("delete from processes where process_id in (select p.process_id"
                + " from processes p where p.state in ('stopped', 'failed') and p.terminated_at < :before"
                + " and not exists (select 1 from allocations a where a.process_id = p.process_id)"
                + " and not exists (select 1 from rooms r where r.process_id = p.process_id)"
                + " and not exists (select 1 from port_numbers n where n.process_id = p.process_id) limit :rows)")
                .bind("before", before).bind("rows", ROWS).execute();
    }
}
