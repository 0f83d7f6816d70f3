package dev.hathora.operator.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * All rooms and processes behind one lock: what Hathora Cloud does, without HTTP, tokens or faults. Calls that the API
 * would refuse end in a {@link Refusal}.
 */
final class World {
    private final Set<String> appIds;
    private final InstantSource clock;
    private final History history;
    private final Fleet fleet;
    private final Map<String, StoredRoom> rooms = new LinkedHashMap<>();
    private int usedIdStatus = 400;
    private boolean holdScheduling;
    private @Nullable Duration forgetAfter;

    World(SimulatorOptions options, InstantSource clock, History history) {
        this.appIds = options.appIds();
        this.clock = clock;
        this.history = history;
        this.fleet = new Fleet(options.boot(), options.roomsPerProcess());
    }

    synchronized CreatedRoom createRoom(String appId, @Nullable String wantedId, CreateRoomRequest request) {
        requireApp(appId);
        String roomId = wantedId == null ? newRoomId() : wantedId;
        if (rooms.containsKey(roomId)) {
            throw new Refusal(usedIdStatus, "roomId %s is not unique".formatted(roomId));
        }
        Instant now = clock.instant();
        var room = new StoredRoom(appId, roomId, request.region(), request.roomConfig(), now);
        rooms.put(roomId, room);
        history.effect(roomId, Operation.CREATE_ROOM.hathoraName(), "created");
        GameProcess process = occupy(room, Operation.CREATE_ROOM.hathoraName(), now);
        ConnectionInfo info = room.connectionInfo(now);
        return new CreatedRoom(roomId, process.processId, info.status(), info.exposedPort(),
                info.additionalExposedPorts());
    }

    synchronized void destroyRoom(String appId, String roomId) {
        destroy(requireLiving(appId, roomId), Operation.DESTROY_ROOM.hathoraName());
    }

    /** Suspends the room; suspending a suspended one changes nothing. */
    synchronized void suspendRoom(String appId, String roomId) {
        StoredRoom room = requireLiving(appId, roomId);
        if (room.status != RoomStatus.SUSPENDED) {
            vacate(room);
            room.status = RoomStatus.SUSPENDED;
            history.effect(roomId, Operation.SUSPEND_ROOM.hathoraName(), HistoryEntry.SUSPENDED);
        }
    }

    /** Places a suspended room again; any other is only described. The process is named once the room is on it. */
    synchronized CreatedRoom resumeRoom(String appId, String roomId) {
        StoredRoom room = requireLiving(appId, roomId);
        Instant now = clock.instant();
        if (room.status == RoomStatus.SUSPENDED) {
            history.effect(roomId, Operation.RESUME_ROOM.hathoraName(), HistoryEntry.RESUMED);
            occupy(room, Operation.RESUME_ROOM.hathoraName(), now);
        }
        ConnectionInfo info = room.connectionInfo(now);
        RoomAllocation current = room.describe().currentAllocation();
        return new CreatedRoom(roomId, current == null ? null : current.processId(), info.status(), info.exposedPort(),
                info.additionalExposedPorts());
    }

    synchronized void updateRoomConfig(String appId, String roomId, String roomConfig) {
        requireLiving(appId, roomId).roomConfig = roomConfig;
        history.effect(roomId, Operation.UPDATE_ROOM_CONFIG.hathoraName(), "configuration replaced");
    }

    /** From now on and for so long, reads don't know this room yet. */
    synchronized void hide(String roomId, Duration duration) {
        StoredRoom room = rooms.get(roomId);
        if (room != null) {
            room.visibleFrom = clock.instant().plus(duration);
        }
    }

    synchronized Room getRoomInfo(String appId, String roomId) {
        requireApp(appId);
        StoredRoom room = rooms.get(roomId);
        if (room == null || !room.appId.equals(appId) || isForgotten(room) || isHidden(room)) {
            throw noSuchRoom(roomId);
        }
        return room.describe();
    }

    /** Says where the room can be joined, and wakes a suspended one to that end. */
    synchronized ConnectionInfo getConnectionInfo(String appId, String roomId) {
        StoredRoom room = requireLiving(appId, roomId);
        if (isHidden(room)) {
            throw noSuchRoom(roomId);
        }
        Instant now = clock.instant();
        if (room.status == RoomStatus.SUSPENDED) {
            room.wakeUps++;
            history.effect(roomId, Operation.GET_CONNECTION_INFO.hathoraName(), HistoryEntry.WOKEN);
            occupy(room, Operation.GET_CONNECTION_INFO.hathoraName(), now);
        }
        return room.connectionInfo(now);
    }

    synchronized List<Room> getActiveRoomsForProcess(String appId, String processId) {
        return listed(appId, processId).occupants.stream().filter(room -> room.status == RoomStatus.ACTIVE)
                .filter(room -> !isHidden(room)).map(StoredRoom::describeWithoutAllocations).toList();
    }

    /** The suspended and destroyed rooms that were on this process last. */
    synchronized List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return listed(appId, processId).everPlaced.stream()
                .filter(room -> room.status == RoomStatus.SUSPENDED || room.isDestroyed())
                .filter(room -> processId.equals(room.lastProcessId()) && !isForgotten(room))
                .map(StoredRoom::describeWithoutAllocations).toList();
    }

    /** The rooms that were on this process last some time ago: the active ones, or the others. */
    synchronized List<Room> getEarlierRoomsForProcess(String appId, String processId, boolean active, Duration ago) {
        Instant then = clock.instant().minus(ago);
        return requireProcess(appId, processId).everPlaced.stream()
                .flatMap(room -> room.describeAt(then, processId).stream())
                .filter(room -> (room.status() == RoomStatus.ACTIVE) == active).toList();
    }

    /** Every process that was ever started. */
    synchronized List<SimulatedProcess> processes() {
        return fleet.snapshot();
    }

    /** Every room that was ever made, oldest first. */
    synchronized List<SimulatedRoom> rooms() {
        return rooms.values().stream().map(StoredRoom::snapshot).toList();
    }

    synchronized int wakeUps(String roomId) {
        StoredRoom room = rooms.get(roomId);
        return room == null ? 0 : room.wakeUps;
    }

    /** The process ends, and Hathora destroys every room on it. */
    synchronized void exitProcess(String processId) {
        GameProcess process = fleet.find(processId).filter(candidate -> !candidate.stopped)
                .orElseThrow(() -> new Refusal(404, "no process %s is running".formatted(processId)));
        fleet.stop(process);
        List.copyOf(process.occupants).stream().filter(room -> room.status == RoomStatus.ACTIVE)
                .forEach(room -> destroy(room, "process exit"));
    }

    /** The game server replaces its room's configuration. */
    synchronized void setRoomConfig(String roomId, String roomConfig) {
        requireLiving(roomId).roomConfig = roomConfig;
        history.effect(roomId, "game", "configuration replaced");
    }

    /** The game server ends its match. */
    synchronized void destroyAsGame(String roomId) {
        destroy(requireLiving(roomId), "game");
    }

    /** While held, rooms find no process; when released, all that wait are placed at once. */
    synchronized void holdScheduling(boolean hold) {
        holdScheduling = hold;
        if (!hold) {
            Instant now = clock.instant();
            rooms.values().stream().filter(room -> room.status == RoomStatus.SCHEDULING)
                    .forEach(room -> schedule(room, now));
        }
    }

    synchronized void setUsedIdStatus(int status) {
        usedIdStatus = status;
    }

    /** @param duration how long destroyed rooms are still described; null: for ever */
    synchronized void forgetDestroyedRoomsAfter(@Nullable Duration duration) {
        forgetAfter = duration;
    }

    synchronized void setAdditionalPorts(List<String> names) {
        fleet.setAdditionalPorts(names);
    }

    private GameProcess occupy(StoredRoom room, String actor, Instant now) {
        GameProcess process = fleet.occupy(room, now);
        room.process = process;
        if (holdScheduling) {
            room.status = RoomStatus.SCHEDULING;
            history.effect(room.roomId, actor, "waits to be scheduled");
        } else {
            beginAllocation(room, process, actor, now);
        }
        return process;
    }

    private void schedule(StoredRoom room, Instant now) {
        // The process that kept a place for it may have ended meanwhile.
        GameProcess kept = room.process;
        GameProcess process = kept == null || kept.stopped ? fleet.occupy(room, now) : kept;
        room.process = process;
        beginAllocation(room, process, "scheduler", now);
    }

    private void beginAllocation(StoredRoom room, GameProcess process, String actor, Instant now) {
        room.beginAllocation(process, now);
        history.effect(room.roomId, actor, "placed on process " + process.processId);
    }

    private void vacate(StoredRoom room) {
        room.endAllocation(clock.instant());
        if (room.process != null) {
            fleet.vacate(room.process, room);
            room.process = null;
        }
    }

    private void destroy(StoredRoom room, String actor) {
        vacate(room);
        room.status = RoomStatus.DESTROYED;
        room.destroyedAt = clock.instant();
        history.effect(room.roomId, actor, "destroyed");
    }

    private boolean isForgotten(StoredRoom room) {
        return forgetAfter != null && room.destroyedAt != null
                && !clock.instant().isBefore(room.destroyedAt.plus(forgetAfter));
    }

    private boolean isHidden(StoredRoom room) {
        return clock.instant().isBefore(room.visibleFrom);
    }

    /** Refuses a call about an application that there is not. */
    void requireApp(String appId) {
        if (!appIds.isEmpty() && !appIds.contains(appId)) {
            throw new Refusal(404, "application %s does not exist".formatted(appId));
        }
    }

    private StoredRoom requireLiving(String appId, String roomId) {
        requireApp(appId);
        StoredRoom room = requireLiving(roomId);
        if (!room.appId.equals(appId)) {
            throw noSuchRoom(roomId);
        }
        return room;
    }

    private StoredRoom requireLiving(String roomId) {
        StoredRoom room = rooms.get(roomId);
        if (room == null || room.isDestroyed()) {
            throw noSuchRoom(roomId);
        }
        return room;
    }

    /** The process whose rooms are asked for. */
    private GameProcess listed(String appId, String processId) {
        GameProcess process = requireProcess(appId, processId);
        process.lists++;
        return process;
    }

    private GameProcess requireProcess(String appId, String processId) {
        requireApp(appId);
        return fleet.find(processId).filter(process -> process.appId.equals(appId))
                .orElseThrow(() -> new Refusal(404, "process %s does not exist".formatted(processId)));
    }

    private static Refusal noSuchRoom(String roomId) {
        return new Refusal(404, "room %s does not exist".formatted(roomId));
    }

    /** An id as the service makes them: 13 characters of base 36. */
    private String newRoomId() {
        String id;
        do {
            // From 36^12 to below 36^13, which a long holds: always 13 digits.
            long lowest = 4_738_381_338_321_616_896L;
            id = Long.toString(ThreadLocalRandom.current().nextLong(lowest, Long.MAX_VALUE), 36);
        } while (rooms.containsKey(id));
        return id;
    }
}
