package dev.hathora.operator.host.store;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;

/** Counts the processes and rooms of all applications. Reads what has not ended, which is little beside what was. */
public final class ApplicationCensus {
    private final Database database;

    /** Of a database. */
    public ApplicationCensus(Database database) {
        this.database = database;
    }

    /**
     * The processes of a deployment in one state.
     *
     * @param rooms how many rooms they hold
     */
    public record Group(String deploymentId, ProcessState state, int processes, int rooms) {}

    /**
     * How much an application has.
     *
     * @param groups its processes that have not ended
     * @param suspendedRooms its rooms that can be resumed
     */
    public record Count(List<Group> groups, int suspendedRooms) {
        /** Of an application without processes and rooms. */
        public static final Count NONE = new Count(List.of(), 0);

        /** The list never changes. */
        public Count {
            groups = List.copyOf(groups);
        }

        /** How many processes are in one of these states. */
        public int processes(ProcessState... states) {
            return groups.stream().filter(group -> List.of(states).contains(group.state()))
                    .mapToInt(Group::processes).sum();
        }

        /** Whether a process of a deployment runs. */
        public boolean runs(String deploymentId) {
            return groups.stream().anyMatch(group -> group.deploymentId().equals(deploymentId)
                    && group.state() == ProcessState.RUNNING);
        }

        /** Rooms on a process. */
        public int activeRooms() {
            return groups.stream().mapToInt(Group::rooms).sum();
        }
    }

    private record Row(String appId, Group group) {}

    /**
     * Counts, by id of the application; those without processes and suspended rooms are missing.
     *
     * @throws DatabaseUnavailableException if the database can't be asked
     */
    public Map<String, Count> count() {
        return database.readTogether(h -> {
            Map<String, Count> counts = new HashMap<>();
            List<Row> rows = h.createQuery("select app_id, deployment_id, state, count(*) as number,"
                    + " sum(rooms) as rooms from processes where state in ('starting', 'running', 'draining',"
                    + " 'stopping') group by app_id, deployment_id, state")
                    .map((row, ctx) -> new Row(row.getString("app_id"), new Group(row.getString("deployment_id"),
                            ProcessState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                            row.getInt("number"), row.getInt("rooms"))))
                    .list();
            rows.forEach(row -> counts.merge(row.appId(), new Count(List.of(row.group()), 0), ApplicationCensus::sum));
            h.createQuery("select app_id, count(*) as number from rooms where status = 'suspended' group by app_id")
                    .map((row, ctx) -> Map.entry(row.getString("app_id"), row.getInt("number")))
                    .forEach(row -> counts.merge(row.getKey(), new Count(List.of(), row.getValue()),
                            ApplicationCensus::sum));
            return counts;
        });
    }

    private static Count sum(Count one, Count other) {
        return new Count(Stream.concat(one.groups().stream(), other.groups().stream()).toList(),
                one.suspendedRooms() + other.suspendedRooms());
    }

    /** The newest processes of a deployment, living or not, newest first. */
    public List<GameProcess> latest(String appId, String deploymentId, int limit) {
        return database.read(h -> h.createQuery("select " + Rows.PROCESS + " from processes where app_id = :app"
                + " and deployment_id = :deployment order by created_at desc, process_id limit :limit")
                .bind("app", appId).bind("deployment", deploymentId).bind("limit", limit)
                .map((row, ctx) -> Rows.process(row)).list());
    }
}
