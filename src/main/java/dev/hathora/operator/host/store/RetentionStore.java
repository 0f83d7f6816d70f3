package dev.hathora.operator.host.store;

import java.time.Instant;

import org.jdbi.v3.core.Handle;

/** Removes what is told to nobody any more: records would grow for ever otherwise. */
public final class RetentionStore {
    /** One transaction must not hold up the others. */
    private static final int ROWS = 1000;

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
            last = database.write(h -> removeSome(h, before.toEpochMilli()));
            removed += last;
        } while (last > 0);
        return removed;
    }

    private static int removeSome(Handle h, long before) {
        int allocations = h.createUpdate("delete from allocations where allocation_id in (select allocation_id"
                + " from allocations where unscheduled_at < :before limit :rows)").bind("before", before)
                .bind("rows", ROWS).execute();
        return allocations + h.createUpdate("delete from processes where process_id in (select p.process_id"
                + " from processes p where p.state in ('stopped', 'failed') and p.terminated_at < :before"
                + " and not exists (select 1 from allocations a where a.process_id = p.process_id)"
                + " and not exists (select 1 from rooms r where r.process_id = p.process_id)"
                + " and not exists (select 1 from ports n where n.process_id = p.process_id) limit :rows)")
                .bind("before", before).bind("rows", ROWS).execute();
    }
}
