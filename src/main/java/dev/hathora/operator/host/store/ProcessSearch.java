package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Searches for processes, including ended ones. */
public final class ProcessSearch {
    /** A process that takes no more rooms is shown as draining, whatever the reason. */
    private static final String SHOWN = "case when state = 'running' and leaving = 1 then 'draining' else state end";

    private final Database database;

    /** @param database the database that is searched */
    public ProcessSearch(Database database) {
        this.database = database;
    }

    /**
     * A filter.
     *
     * @param states only processes in one of these states; empty: in any state
     * @param regions only processes in one of these regions; empty: in any region
     * @param before only processes that were created before this time; null: at any time
     */
    public record Which(Set<ProcessState> states, Set<String> regions, @Nullable Instant before) {
        private String where() {
            return " where app_id = :app" + (states.isEmpty() ? "" : " and " + SHOWN + " in (<states>)")
                    + (regions.isEmpty() ? "" : " and region in (<regions>)")
                    + (before == null ? "" : " and created_at < :before");
        }

        private Query bind(Query query, String appId) {
            query.bind("app", appId);
            if (!states.isEmpty()) {
                query.bindList("states", states.stream().map(ProcessState::wireName).toList());
            }
            if (!regions.isEmpty()) {
                query.bindList("regions", List.copyOf(regions));
            }
            if (before != null) {
                query.bind("before", before.toEpochMilli());
            }
            return query;
        }
    }

    /** The newest processes of an application that match a filter, newest first. */
    public List<GameProcess> latest(String appId, Which which, int limit) {
        return database.read(h -> which.bind(h.createQuery("select " + Rows.PROCESS + " from processes" + which.where()
                + " order by created_at desc, process_id limit " + limit), appId)
                .map((row, ctx) -> Rows.process(row)).list());
    }

    /** The number of processes of an application that match a filter. */
    public long count(String appId, Which which) {
        return database.read(h -> which.bind(h.createQuery("select count(*) from processes" + which.where()), appId)
                .mapTo(Long.class).one());
    }
}
