package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Places rooms on a process of their application, region and deployment that has a free place, or else on a new process.
 * Everything happens in the caller's transaction. On PostgreSQL, only rows of processes are locked, and a process whose row is
 * locked by another transaction is skipped if possible. The application's row is locked only to record a new process.
 */
final class Placement {
    /** In a burst, a process may be full by the time its row is locked. After this many tries, it counts as full. */
    private static final int TRIES = 5;
    private static final int GUESSES = 20;
    /** More than processes have a number. */
    private static final int TOO_MANY = 1_000_000;
    private static final String BEFORE_TAKING = "before_taking";
    /** Any number that is not used for another advisory lock of the database. */
    private static final long NUMBERS_LOCK = 7_316_244_905_127_001L;

    private final Database database;
    private final Database.Dialect dialect;
    private final PortNumbers numbers;
    private final RandomGenerator random;

    Placement(Database database, PortNumbers numbers, RandomGenerator random) {
        this.database = database;
        this.dialect = database.dialect();
        this.numbers = numbers;
        this.random = random;
    }

    /**
     * Places a room that has no place.
     *
     * @throws NoCapacityException if no process has a free place, and none may be added
     */
    Placed place(Handle h, HostedRoom room, NewProcess ifNeeded, Instant now) {
        Optional<GameProcess> free = takePlace(h, room).or(() -> takePlaceOfAnother(h, room));
        GameProcess process = free.orElseGet(() -> recordLocked(h, room.appId(), room.deploymentId(), room.region(),
                ifNeeded, room.roomId(), now));
        h.createUpdate("update rooms set status = 'active', process_id = :process where app_id = :app"
                + " and room_id = :room").bind("process", process.processId()).bind("app", room.appId())
                .bind("room", room.roomId()).execute();
        h.createUpdate("insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at)"
                + " values (:id, :app, :room, :process, :now)").bind("id", UUID.randomUUID().toString())
                .bind("app", room.appId())
                .bind("room", room.roomId()).bind("process", process.processId()).bind("now", now.toEpochMilli())
                .execute();
        return placed(room, process, free.isEmpty());
    }

    /**
     * Records a new room on a running process with a free place, with a single statement. This suffices for nearly all rooms.
     *
     * @return empty: nothing was changed, because there is no such process, the rows of all such processes are locked, or
     *     the room's id was used before
     */
    Optional<Placed> placeNew(Handle h, HostedRoom room, Instant now) {
        return h.createQuery("with place as (select process_id from processes"
                + " where deployment_id = :deployment and region = :region and state = 'running' and rooms < capacity"
                + " and leaving = 0 order by rooms desc, created_at limit 1 for update skip locked), "
                + "made as (insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id,"
                + " created_at) select :room, :app, :deployment, :region, :config, 'active', process_id, :created"
                + " from place on conflict do nothing returning process_id), "
                + "noted as (insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at)"
                + " select :allocation, :app, :room, process_id, :now from made) "
                + "update processes set rooms = rooms + 1, idle_since = null from made"
                + " where processes.process_id = made.process_id returning " + Rows.of("processes", Rows.PROCESS))
                .bind("app", room.appId()).bind("region", room.region()).bind("deployment", room.deploymentId())
                .bind("room", room.roomId()).bind("config", room.roomConfig())
                .bind("created", room.createdAt().toEpochMilli()).bind("now", now.toEpochMilli())
                .bind("allocation", UUID.randomUUID().toString()).map((row, ctx) -> Rows.process(row)).findFirst()
                .map(process -> placed(room, process, false));
    }

    private static Placed placed(HostedRoom room, GameProcess process, boolean fresh) {
        return new Placed(new HostedRoom(room.roomId(), room.appId(), room.deploymentId(), room.region(),
                room.roomConfig(), RoomStatus.ACTIVE, process.processId(), room.createdAt(), null), process, fresh);
    }

    /** If several transactions find no place, one of them records a process, and the others use that one. */
    private Optional<GameProcess> takePlaceOfAnother(Handle h, HostedRoom room) {
        if (dialect == Database.Dialect.SQLITE) {
            return Optional.empty();
        }
        lockApplication(h, room.appId());
        return takePlace(h, room);
    }

    /** The application's row is locked to record a process, so that its processes are counted correctly. */
    private void lockApplication(Handle h, String appId) {
        if (dialect == Database.Dialect.POSTGRESQL) {
            h.createQuery("select app_id from applications where app_id = :app for no key update").bind("app", appId)
                    .mapTo(String.class).one();
        }
    }

    private Optional<GameProcess> takePlace(Handle h, HostedRoom room) {
        if (dialect == Database.Dialect.SQLITE) {
            return takePlace(h, room, "");
        }
        Optional<GameProcess> taken = Optional.empty();
        for (int i = 0; taken.isEmpty() && i <= TRIES && hasPlace(h, room); i++) {
            // If all processes with a place are being filled by others, wait for the first.
            taken = takePlaceOrNoLock(h, room, i == 0 ? "for update skip locked" : "for update");
        }
        return taken;
    }

    /**
     * PostgreSQL keeps the lock of a row even if the process turned out to be full. Two transactions that keep such locks
     * while they wait for the next row could deadlock, so these locks are released.
     */
    private static Optional<GameProcess> takePlaceOrNoLock(Handle h, HostedRoom room, String lock) {
        h.savepoint(BEFORE_TAKING);
        Optional<GameProcess> taken = takePlace(h, room, lock);
        if (taken.isEmpty()) {
            h.rollbackToSavepoint(BEFORE_TAKING);
        } else {
            h.releaseSavepoint(BEFORE_TAKING);
        }
        return taken;
    }

    /**
     * The fullest process is used first, so that others become empty and can end. A draining process belongs to an old
     * deployment: only rooms that ask for that deployment, such as resumed ones, are placed there.
     */
    private static Optional<GameProcess> takePlace(Handle h, HostedRoom room, String lock) {
        return h.createQuery("update processes set rooms = rooms + 1, idle_since = null where process_id = ("
                + "select process_id from processes where app_id = :app and region = :region"
                + " and deployment_id = :deployment and state in ('starting', 'running', 'draining') and rooms < capacity"
                + " and leaving = 0 order by case state when 'running' then 0 when 'starting' then 1 else 2 end, rooms desc, created_at limit 1 "
                + lock
                + ") returning " + Rows.PROCESS).bind("app", room.appId()).bind("region", room.region())
                .bind("deployment", room.deploymentId()).map((row, ctx) -> Rows.process(row)).findFirst();
    }

    private static boolean hasPlace(Handle h, HostedRoom room) {
        return h.createQuery("select count(*) from processes where app_id = :app and region = :region"
                + " and deployment_id = :deployment and state in ('starting', 'running', 'draining') and rooms < capacity"
                + " and leaving = 0")
                .bind("app", room.appId()).bind("region", room.region()).bind("deployment", room.deploymentId())
                .mapTo(Integer.class).one() > 0;
    }

    /**
     * Records a new process without a room, which is then to be started.
     *
     * @throws NoCapacityException if the application may have no more processes, or no port number is free
     */
    GameProcess record(Handle h, String appId, String deploymentId, String region, NewProcess wanted, Instant now) {
        lockApplication(h, appId);
        return recordLocked(h, appId, deploymentId, region, wanted, null, now);
    }

    /**
     * Records a new process. The application's row is locked already.
     *
     * @param initialRoomId the room that has its first place; null: none, it is warm capacity
     */
    private GameProcess recordLocked(Handle h, String appId, String deploymentId, String region, NewProcess wanted,
            @Nullable String initialRoomId, Instant now) {
        requireAllowed(h, appId, region, wanted.maxProcesses());
        int rooms = initialRoomId == null ? 0 : 1;
        Long idleSince = initialRoomId == null ? now.toEpochMilli() : null;
        h.createUpdate(
                "insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports,"
                        + " initial_room_id, idle_since, created_at) values (:id, :runtime, :app, :deployment, :region, 'starting', :capacity,"
                        + " :rooms, '[]', :room, :idle, :now)")
                .bind("id", wanted.processId()).bind("runtime", wanted.runtimeId()).bind("app", appId)
                .bind("deployment", deploymentId).bind("region", region).bind("capacity", wanted.capacity())
                .bind("rooms", rooms).bind("room", initialRoomId).bind("idle", idleSince)
                .bind("now", now.toEpochMilli()).execute();
        if (wanted.ports().size() > 1) {
            lockNumbers(h);
        }
        database.tell(h, Database.Topic.PROCESSES, wanted.processId());
        List<ExposedPort> ports = new ArrayList<>();
        for (Deployment.Port port : wanted.ports()) {
            ports.add(new ExposedPort(port.name(), wanted.host(), takeNumber(h, wanted.processId()),
                    port.transport().wireName()));
        }
        return h.createQuery("update processes set ports = :ports where process_id = :id returning " + Rows.PROCESS)
                .bind("ports", Rows.json(ports)).bind("id", wanted.processId())
                .map((row, ctx) -> Rows.process(row)).one();
    }

    private static void requireAllowed(Handle h, String appId, String region, int maxProcesses) {
        if (maxProcesses == 0) {
            return;
        }
        int living = h.createQuery("select count(*) from processes where app_id = :app and region = :region"
                + " and state in ('starting', 'running', 'draining', 'stopping')").bind("app", appId)
                .bind("region", region).mapTo(Integer.class).one();
        if (living >= maxProcesses) {
            throw new NoCapacityException("the application has all " + maxProcesses + " processes that maxProcesses"
                    + " allows in " + region
                    + ", and they are full: try again later, or set a higher maxProcesses for this region in its manifest");
        }
    }

    /** Only one transaction at a time takes several numbers: otherwise, two could deadlock. */
    private void lockNumbers(Handle h) {
        if (dialect == Database.Dialect.POSTGRESQL) {
            h.createQuery("select 1 from (select pg_advisory_xact_lock(:key)) as locked").bind("key", NUMBERS_LOCK)
                    .mapTo(Integer.class).one();
        }
    }

    private int takeNumber(Handle h, String processId) {
        for (int i = 0; i < GUESSES; i++) {
            int number = numbers.guess(random);
            if (take(h, number, 0, processId)) {
                return number;
            }
        }
        // nearly all are taken: look for one that is not
        return leastUsed(h, processId).filter(number -> numbers.oncePerNode() || number.uses() == 0)
                .map(number -> take(h, number, processId)).orElseThrow(() -> new NoCapacityException("all "
                        + numbers.size() + " ports from " + numbers.first() + " to " + numbers.last()
                        + " are in use: widen HOST_PORTS, or end processes"));
    }

    /** A number, and how many processes have it. */
    private record Used(int number, int uses) {}

    /** The number of the range that the fewest processes have, this one not included. */
    private Optional<Used> leastUsed(Handle h, String processId) {
        int[] uses = new int[numbers.size()];
        h.createQuery("select number, process_id from port_numbers where number between :first and :last")
                .bind("first", numbers.first()).bind("last", numbers.last())
                .map((row, ctx) -> new Used(row.getInt("number"),
                        processId.equals(row.getString("process_id")) ? TOO_MANY : 1))
                .forEach(used -> uses[used.number() - numbers.first()] += used.uses());
        int start = random.nextInt(uses.length);
        return IntStream.range(0, uses.length).map(i -> (start + i) % uses.length).boxed()
                .min(Comparator.comparingInt(i -> uses[i])).filter(i -> uses[i] < TOO_MANY)
                .map(i -> new Used(numbers.first() + i, uses[i]));
    }

    /** Others may have taken the same one in the meantime. On one machine, each number has one turn. */
    private int take(Handle h, Used used, String processId) {
        int turn = 0;
        while (!take(h, used.number(), turn, processId)) {
            turn++;
            if (!numbers.oncePerNode()) {
                return takeNumber(h, processId);
            }
        }
        return used.number();
    }

    private static boolean take(Handle h, int number, int turn, String processId) {
        return h.createUpdate("insert into port_numbers (number, turn, process_id) values (:number, :turn, :process)"
                + " on conflict do nothing").bind("number", number).bind("turn", turn).bind("process", processId)
                .execute() == 1;
    }

    /** Replaces a port number that another program has bound. */
    GameProcess replaceNumber(Handle h, GameProcess process, int taken) {
        List<ExposedPort> ports = process.ports().stream().map(port -> port.port() == taken
                ? new ExposedPort(port.name(), port.host(), takeNumber(h, process.processId()), port.transportType())
                : port).toList();
        return h.createQuery("update processes set ports = :ports, scheduled_at = null, booted_at = null"
                + " where process_id = :id returning " + Rows.PROCESS)
                .bind("ports", Rows.json(ports)).bind("id", process.processId())
                .map((row, ctx) -> Rows.process(row)).one();
    }
}
