package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.store.Locations.RoomKey;
import org.jdbi.v3.core.Handle;

/**
 * The processes' records, and what changes them. Every method that changes something is one transaction. Any host may
 * record a process and tell it to end; the rest is for the leader.
 */
public final class ProcessStore {
    private final Database database;
    private final Placement placement;

    /**
     * @param numbers the public port numbers for processes
     * @param random chooses among them
     */
    public ProcessStore(Database database, PortNumbers numbers, RandomGenerator random) {
        this.database = database;
        this.placement = new Placement(database, numbers, random);
    }

    /** Records a process without a room. @throws NoCapacityException if there can be no more */
    public GameProcess create(String appId, String deploymentId, String region, NewProcess wanted, Instant now) {
        return database.write(h -> placement.record(h, appId, deploymentId, region, wanted, now));
    }

    /**
     * Records warm capacity.
     *
     * @see #create
     */
    public GameProcess createWarm(String appId, String deploymentId, String region, NewProcess wanted, Instant now) {
        return database.lead(h -> placement.record(h, appId, deploymentId, region, wanted, now));
    }

    /** Whether an application was deleted, and has not come back. */
    public boolean isOfDeletedApplication(String appId) {
        return database.read(h -> h.createQuery("select exists (select 1 from applications where app_id = :app"
                + " and deleted_at is not null)").bind("app", appId).mapTo(Boolean.class).one());
    }

    /** A process of an application, living or not. */
    public Optional<GameProcess> find(String appId, String processId) {
        return database.read(h -> find(h, processId)).filter(process -> process.appId().equals(appId));
    }

    /** A process, which may have ended. */
    public Optional<GameProcess> find(String processId) {
        return database.read(h -> find(h, processId));
    }

    private static Optional<GameProcess> find(Handle h, String processId) {
        return h.createQuery("select " + Rows.PROCESS + " from processes where process_id = :id").bind("id", processId)
                .map((row, ctx) -> Rows.process(row)).findFirst();
    }

    /** All processes that have not ended. */
    public List<GameProcess> living() {
        return database.read(h -> h.createQuery("select " + Rows.PROCESS + " from processes"
                + " where state in ('starting', 'running', 'draining', 'stopping')")
                .map((row, ctx) -> Rows.process(row)).list());
    }

    /** The newest failed processes of an application in a region, newest first. */
    public List<GameProcess> failed(String appId, String region, int limit) {
        return database.read(h -> h.createQuery("select " + Rows.PROCESS + " from processes where app_id = :app"
                + " and region = :region and state = 'failed' order by created_at desc, process_id limit :limit")
                .bind("app", appId).bind("region", region).bind("limit", limit)
                .map((row, ctx) -> Rows.process(row)).list());
    }

    /** Records that the runtime has started the process. */
    public void noteBooted(String processId, Instant now) {
        database.lead(h -> h.createUpdate("update processes set scheduled_at = coalesce(scheduled_at, :now),"
                + " booted_at = coalesce(booted_at, :now) where process_id = :id and state = 'starting'")
                .bind("now", now.toEpochMilli()).bind("id", processId).execute());
    }

    /** Records that the process has bound its port. */
    public void noteRunning(String processId, List<ExposedPort> ports, Instant now) {
        database.lead(h -> h.createUpdate("update processes set state = 'running', ports = :ports,"
                + " scheduled_at = coalesce(scheduled_at, :now), booted_at = coalesce(booted_at, :now),"
                + " started_at = :now where process_id = :id and state = 'starting'").bind("ports", Rows.json(ports))
                .bind("now", now.toEpochMilli()).bind("id", processId).execute());
        database.locations().forgetProcess(processId);
    }

    /** Notes whether its place goes away: no rooms are placed on it while it does. */
    public void noteLeaving(String processId, boolean leaving) {
        database.write(h -> h.createUpdate("update processes set leaving = :leaving where process_id = :id")
                .bind("leaving", leaving ? 1 : 0).bind("id", processId).execute());
    }

    /** Has it take no more rooms. */
    public void drain(String processId) {
        database.lead(h -> h.createUpdate("update processes set state = 'draining' where process_id = :id"
                + " and state in ('starting', 'running')").bind("id", processId).execute());
        database.locations().forgetProcess(processId);
    }

    /**
     * Notes that it is told to end, because somebody wants that; its rooms are destroyed.
     *
     * @return whether it ends; otherwise it did so before
     */
    public boolean stop(String processId, String reason, Instant now) {
        return isToldToEnd(processId, database.write(h -> {
            database.tell(h, Database.Topic.PROCESSES, processId);
            return tellToEnd(h, processId, reason, true, now);
        }));
    }

    /**
     * Notes that it is told to end, because it is not needed, or can't be used; its rooms are destroyed.
     *
     * @param evenWithRooms if false, a process that holds a room by now is kept
     * @return whether the process is to be ended
     */
    public boolean retire(String processId, String reason, boolean evenWithRooms, Instant now) {
        return isToldToEnd(processId, database.lead(h -> tellToEnd(h, processId, reason, evenWithRooms, now)));
    }

    private static Optional<List<RoomKey>> tellToEnd(Handle h, String processId, String reason, boolean evenWithRooms,
            Instant now) {
        int told = h.createUpdate("update processes set state = 'stopping', stopping_at = :now, rooms = 0,"
                + " exit_reason = :reason where process_id = :id and state in ('starting', 'running', 'draining')"
                + (evenWithRooms ? "" : " and rooms = 0")).bind("now", now.toEpochMilli())
                .bind("reason", reason).bind("id", processId).execute();
        return told == 1 ? Optional.of(endRooms(h, processId, now)) : Optional.empty();
    }

    private boolean isToldToEnd(String processId, Optional<List<RoomKey>> ended) {
        ended.ifPresent(rooms -> forget(processId, rooms));
        return ended.isPresent();
    }

    private void forget(String processId, List<RoomKey> rooms) {
        database.locations().forgetProcess(processId);
        rooms.forEach(database.locations()::forget);
    }

    /** Records that the process has ended, destroys its rooms, and releases its port numbers. */
    public void noteEnded(String processId, boolean clean, String reason, Instant now) {
        forget(processId, database.lead(h -> {
            h.createUpdate("update processes set state = :state, rooms = 0, exit_reason = :reason,"
                    + " terminated_at = :now, idle_since = null where process_id = :id"
                    + " and state not in ('stopped', 'failed')").bind("state", clean ? "stopped" : "failed")
                    .bind("reason", reason).bind("now", now.toEpochMilli()).bind("id", processId).execute();
            h.createUpdate("delete from port_numbers where process_id = :id").bind("id", processId).execute();
            return endRooms(h, processId, now);
        }));
    }

    /** Gives up a port number that a stranger has bound, and takes another one. It can be started again. */
    public GameProcess replacePort(GameProcess process, int taken) {
        GameProcess changed = database.lead(h -> placement.replaceNumber(h, process, taken));
        database.locations().forgetProcess(process.processId());
        return changed;
    }

    private static List<RoomKey> endRooms(Handle h, String processId, Instant now) {
        h.createUpdate("update allocations set unscheduled_at = :now where process_id = :id and unscheduled_at is null")
                .bind("now", now.toEpochMilli()).bind("id", processId).execute();
        return RoomStore.destroyOn(h, processId, now);
    }
}
