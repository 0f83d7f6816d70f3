package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;

import org.jdbi.v3.core.Handle;

/** Ends and removes what nobody else does, and what is told to nobody any more: records would grow for ever otherwise. */
public final class RetentionStore {
    /** One transaction must not hold up the others. */
    private static final int ROWS = 1000;
    private static final int ROOMS = 100;

    private final Database database;

    /** Records of a database. */
    public RetentionStore(Database database) {
        this.database = database;
    }

    /**
     * Removes allocations that ended before a time, and then processes that ended before and that nothing refers to. Rooms
     * stay, so that their ids stay used; of destroyed ones there is little more than the id.
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
     * Ends rooms of local lobbies, which nothing else ends: their games run on their developers' own machines.
     *
     * @param before when they were made
     * @return how many
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
