package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.hathora.operator.host.model.RuntimeId;

/** The id of the database, and the runtimes that its processes are on. */
public final class RuntimeStore {
    private final Database database;
    private final ProcessStore processes;

    /** @param processes the store of the processes in the same database */
    public RuntimeStore(Database database, ProcessStore processes) {
        this.database = database;
        this.processes = processes;
    }

    /** The id of the database, which is generated once. */
    public String databaseId() {
        return database.write(h -> {
            h.createUpdate("insert into database (number, id) values (1, :id) on conflict do nothing")
                    .bind("id", UUID.randomUUID().toString()).execute();
            return h.createQuery("select id from database").mapTo(String.class).one();
        });
    }

    /** Records a runtime. This has to happen before its first process is recorded. */
    public void register(RuntimeId runtime) {
        database.write(h -> h.createUpdate("insert into runtimes (runtime_id, located) values (:id, :located)"
                + " on conflict (runtime_id) do update set located = excluded.located").bind("id", runtime.id())
                .bind("located", runtime.where()).execute());
    }

    /** The other runtimes that have processes which have not ended. */
    public List<RuntimeId> othersInUse(RuntimeId runtime) {
        return database.read(h -> h.createQuery("select runtime_id, located from runtimes where runtime_id <> :id"
                + " and runtime_id in (select runtime_id from processes"
                + " where state in ('starting', 'running', 'draining', 'stopping')) order by located")
                .bind("id", runtime.id())
                .map((row, ctx) -> new RuntimeId(row.getString("runtime_id"), row.getString("located"))).list());
    }

    /** The namespaces of the applications with processes of a runtime that have not ended. */
    public List<String> namespacesInUse(RuntimeId runtime) {
        return database.read(h -> h.createQuery("select distinct namespace from applications where app_id in"
                + " (select app_id from processes where runtime_id = :id"
                + " and state in ('starting', 'running', 'draining', 'stopping')) order by namespace")
                .bind("id", runtime.id()).mapTo(String.class).list());
    }

    /** Records that a runtime is lost: all its processes have ended, and their rooms are destroyed. */
    public void noteLost(String runtimeId, Instant now) {
        processes.living().stream().filter(process -> process.runtimeId().equals(runtimeId)).forEach(
                process -> processes.noteEnded(process.processId(), false, "was lost with its machine", now));
    }
}
