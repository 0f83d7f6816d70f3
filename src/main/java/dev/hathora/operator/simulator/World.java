package dev.hathora.operator.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.RoomPage;
import org.jspecify.annotations.Nullable;

/**
 * All rooms and processes behind one lock: what Hathora does, without HTTP, tokens or faults. Calls that the API
 * would refuse end in a {@link Refusal}.
 */
final class World implements Backend {
    private final Set<String> appIds;
    private final InstantSource clock;
    private final History history;
    private final Fleet fleet;
    private final Placement placement;
    private final StoredRooms rooms;
    private int usedIdStatus = 400;

    World(SimulatorOptions options, InstantSource clock, History history) {
        this.appIds = options.appIds();
        this.clock = clock;
        this.history = history;
        this.fleet = new Fleet(options.boot(), options.roomsPerProcess());
        this.placement = new Placement(fleet, history, clock);
        this.rooms = new StoredRooms(clock);
    }

    @Override
    public synchronized CreatedRoom createRoom(String appId, @Nullable String wantedId, CreateRoomRequest request) {
        requireApp(appId);
        String roomId = wantedId == null ? rooms.newId() : wantedId;
        if (rooms.isUsed(roomId)) {
            throw new Refusal(usedIdStatus, "roomId %s is not unique".formatted(roomId));
        }
        Instant now = clock.instant();
        var room = new StoredRoom(appId, roomId, request.region(), request.roomConfig(), now);
        rooms.add(room);
        history.effect(roomId, Operation.CREATE_ROOM.hathoraName(), HistoryEntry.CREATED);
        GameProcess process = placement.occupy(room, Operation.CREATE_ROOM.hathoraName(), now);
        ConnectionInfo info = room.connectionInfo(now);
        return new CreatedRoom(roomId, process.processId, info.status(), info.exposedPort(),
                info.additionalExposedPorts());
    }

    @Override
    public synchronized void destroyRoom(String appId, String roomId) {
        placement.destroy(requireLiving(appId, roomId), Operation.DESTROY_ROOM.hathoraName());
    }

    @Override
    public synchronized void suspendRoom(String appId, String roomId) {
        StoredRoom room = requireLiving(appId, roomId);
        if (room.status != RoomStatus.SUSPENDED) {
            placement.vacate(room);
            room.status = RoomStatus.SUSPENDED;
            history.effect(roomId, Operation.SUSPEND_ROOM.hathoraName(), HistoryEntry.SUSPENDED);
        }
    }

    @Override
    public synchronized CreatedRoom resumeRoom(String appId, String roomId) {
        StoredRoom room = requireLiving(appId, roomId);
        Instant now = clock.instant();
        if (room.status == RoomStatus.SUSPENDED) {
            history.effect(roomId, Operation.RESUME_ROOM.hathoraName(), HistoryEntry.RESUMED);
            placement.occupy(room, Operation.RESUME_ROOM.hathoraName(), now);
        }
        ConnectionInfo info = room.connectionInfo(now);
        RoomAllocation current = room.describe().currentAllocation();
        return new CreatedRoom(roomId, current == null ? null : current.processId(), info.status(), info.exposedPort(),
                info.additionalExposedPorts());
    }

    @Override
    public synchronized void updateRoomConfig(String appId, String roomId, String roomConfig) {
        requireLiving(appId, roomId).roomConfig = roomConfig;
        history.effect(roomId, Operation.UPDATE_ROOM_CONFIG.hathoraName(), HistoryEntry.CONFIGURED);
    }

    @Override
    public synchronized Room getRoomInfo(String appId, String roomId) {
        requireApp(appId);
        return rooms.requireKnown(appId, roomId).describe();
    }

    @Override
    public synchronized ConnectionInfo getConnectionInfo(String appId, String roomId) {
        StoredRoom room = requireLiving(appId, roomId);
        if (rooms.isHidden(room)) {
            throw StoredRooms.noSuchRoom(roomId);
        }
        Instant now = clock.instant();
        if (room.status == RoomStatus.SUSPENDED) {
            room.wakeUps++;
            history.effect(roomId, Operation.GET_CONNECTION_INFO.hathoraName(), HistoryEntry.WOKEN);
            placement.occupy(room, Operation.GET_CONNECTION_INFO.hathoraName(), now);
        }
        return room.connectionInfo(now);
    }

    @Override
    public synchronized RoomPage getActiveRoomsForProcess(String appId, String processId) {
        return RoomPage.all(listed(appId, processId).occupants.stream()
                .filter(room -> room.status == RoomStatus.ACTIVE).filter(room -> !rooms.isHidden(room))
                .map(StoredRoom::describeWithoutAllocations).toList());
    }

    @Override
    public synchronized List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return listed(appId, processId).everPlaced.stream()
                .filter(room -> room.status == RoomStatus.SUSPENDED || room.isDestroyed())
                .filter(room -> processId.equals(room.lastProcessId()) && !rooms.isForgotten(room))
                .map(StoredRoom::describeWithoutAllocations).toList();
    }

    @Override
    public App getApp(String appId) {
        requireApp(appId);
        return new App(appId, appId, "org-simulator", null);
    }

    /** From now on, reads do not show this room for this duration. */
    synchronized void hide(String roomId, Duration duration) {
        StoredRoom room = rooms.find(roomId);
        if (room != null) {
            room.visibleFrom = clock.instant().plus(duration);
        }
    }

    /** The rooms whose last process, some time ago, was this one: the active ones, or the others. */
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

    @Override
    public synchronized List<SimulatedRoom> rooms() {
        return rooms.all().map(StoredRoom::snapshot).toList();
    }

    synchronized int wakeUps(String roomId) {
        StoredRoom room = rooms.find(roomId);
        return room == null ? 0 : room.wakeUps;
    }

    @Override
    public synchronized void exitProcess(String processId) {
        GameProcess process = fleet.find(processId).filter(candidate -> !candidate.stopped)
                .orElseThrow(() -> new Refusal(404, "no process %s is running".formatted(processId)));
        fleet.stop(process);
        List.copyOf(process.occupants).stream().filter(room -> room.status == RoomStatus.ACTIVE)
                .forEach(room -> placement.destroy(room, HistoryEntry.PROCESS_EXIT));
    }

    @Override
    public synchronized void setRoomConfig(String roomId, String roomConfig) {
        rooms.requireLiving(roomId).roomConfig = roomConfig;
        history.effect(roomId, HistoryEntry.GAME, HistoryEntry.CONFIGURED);
    }

    @Override
    public synchronized void destroyAsGame(String roomId) {
        placement.destroy(rooms.requireLiving(roomId), HistoryEntry.GAME);
    }

    /** While on hold, no room is scheduled. On release, all waiting rooms are scheduled at once. */
    synchronized void holdScheduling(boolean hold) {
        placement.hold(hold);
        if (!hold) {
            Instant now = clock.instant();
            rooms.all().filter(room -> room.status == RoomStatus.SCHEDULING)
                    .forEach(room -> placement.schedule(room, now));
        }
    }

    synchronized void setUsedIdStatus(int status) {
        usedIdStatus = status;
    }

    /** @param duration how long destroyed rooms are still returned; null: for ever */
    synchronized void forgetDestroyedRoomsAfter(@Nullable Duration duration) {
        rooms.forgetDestroyedAfter(duration);
    }

    synchronized void setAdditionalPorts(List<String> names) {
        fleet.setAdditionalPorts(names);
    }

    @Override
    public void close() {
        // There is nothing to end.
    }

    /** Refuses a call for an application that does not exist. */
    private void requireApp(String appId) {
        if (!appIds.isEmpty() && !appIds.contains(appId)) {
            throw new Refusal(404, "application %s does not exist".formatted(appId));
        }
    }

    private StoredRoom requireLiving(String appId, String roomId) {
        requireApp(appId);
        return rooms.requireLiving(appId, roomId);
    }

    /** The process whose rooms were requested. */
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
}
