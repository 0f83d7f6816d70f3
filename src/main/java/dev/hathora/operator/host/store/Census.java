package dev.hathora.operator.host.store;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.host.model.ProcessState;

/** Counts what there is. Only what has not ended: that is little, compared with what was. */
public final class Census {
    private final Database database;

    /** Of a database. */
    public Census(Database database) {
        this.database = database;
    }

    /**
     * How much there is at one moment.
     *
     * @param processes by their states; those that have ended are not counted
     * @param activeRooms rooms on a process
     * @param suspendedRooms rooms that wait for being resumed
     */
    public record Count(Map<ProcessState, Long> processes, long activeRooms, long suspendedRooms) {}

    /**
     * Counts.
     *
     * @throws DatabaseUnavailableException if the database can't be asked
     */
    public Count count() {
        return database.readTogether(h -> new Count(
                h.createQuery("select state, count(*) as number from processes"
                        + " where state in ('starting', 'running', 'draining', 'stopping') group by state")
                        .map((row, ctx) -> Map.entry(
                                ProcessState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                                row.getLong("number")))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                h.createQuery("select coalesce(sum(rooms), 0) from processes"
                        + " where state in ('starting', 'running', 'draining')").mapTo(Long.class).one(),
                h.createQuery("select count(*) from rooms where status = 'suspended'").mapTo(Long.class).one()));
    }
}
