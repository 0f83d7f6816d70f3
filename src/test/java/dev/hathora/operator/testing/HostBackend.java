package dev.hathora.operator.testing;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.RoomPage;
import dev.hathora.operator.simulator.Backend;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host behind a simulator. Every call is passed on, and its effect is what the host tells of the room afterwards. Calls
 * that change the same room follow each other, so that it is known which one had which effect.
 */
final class HostBackend implements Backend {
    private static final Logger log = LoggerFactory.getLogger(HostBackend.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the host does without a call, which is to end the rooms of a process that has ended, is seen this late. */
    private static final Duration STALE = Duration.ofMillis(200);

    private final HathoraCloud host;
    private final String outside;
    private final String inside;
    private final Function<String, Optional<ProcessHandle>> gameServers;
    private final Recorder recorder;
    private final Map<String, HostRoom> rooms = new ConcurrentHashMap<>();

    /**
     * @param outside the id of the application for callers
     * @param inside its id on the host
     * @param gameServers finds the game server of a process
     */
    HostBackend(HathoraCloud host, String outside, String inside,
            Function<String, Optional<ProcessHandle>> gameServers, Recorder recorder) {
        this.host = host;
        this.outside = outside;
        this.inside = inside;
        this.gameServers = gameServers;
        this.recorder = recorder;
    }

    private String inside(String appId) {
        return appId.equals(outside) ? inside : appId;
    }

    private Room outside(Room room) {
        return new Room(outside, room.roomId(), room.roomConfig(), room.status(), room.currentAllocation(),
                room.allocations());
    }

    @Override
    public CreatedRoom createRoom(String appId, @Nullable String roomId, CreateRoomRequest request) {
        String id = Objects.requireNonNull(roomId, "every caller chooses an id");
        return change(Operation.CREATE_ROOM.hathoraName(), id, room -> {
            CreatedRoom created = host.createRoom(inside(appId), id, request);
            room.region(request.region());
            return created;
        });
    }

    @Override
    public void destroyRoom(String appId, String roomId) {
        change(Operation.DESTROY_ROOM.hathoraName(), roomId, room -> {
            host.destroyRoom(inside(appId), roomId);
            return roomId;
        });
    }

    @Override
    public void suspendRoom(String appId, String roomId) {
        change(Operation.SUSPEND_ROOM.hathoraName(), roomId, room -> {
            host.suspendRoom(inside(appId), roomId);
            return roomId;
        });
    }

    @Override
    public CreatedRoom resumeRoom(String appId, String roomId) {
        return change(Operation.RESUME_ROOM.hathoraName(), roomId, room -> {
            ConnectionInfo info = host.resumeRoom(inside(appId), roomId);
            RoomAllocation current = host.getRoomInfo(inside(appId), roomId).currentAllocation();
            return new CreatedRoom(roomId, current == null ? null : current.processId(), info.status(),
                    info.exposedPort(), info.additionalExposedPorts());
        });
    }

    @Override
    public void updateRoomConfig(String appId, String roomId, String roomConfig) {
        change(Operation.UPDATE_ROOM_CONFIG.hathoraName(), roomId, room -> {
            host.updateRoomConfig(inside(appId), roomId, roomConfig);
            recorder.effect(roomId, Operation.UPDATE_ROOM_CONFIG.hathoraName(), HistoryEntry.CONFIGURED);
            return roomId;
        });
    }

    @Override
    public ConnectionInfo getConnectionInfo(String appId, String roomId) {
        return change(Operation.GET_CONNECTION_INFO.hathoraName(), roomId,
                room -> host.getConnectionInfo(inside(appId), roomId));
    }

    @Override
    public Room getRoomInfo(String appId, String roomId) {
        return outside(passOn(() -> host.getRoomInfo(inside(appId), roomId)));
    }

    @Override
    public RoomPage getActiveRoomsForProcess(String appId, String processId) {
        return RoomPage.all(passOn(() -> host.getActiveRoomsForProcess(inside(appId), processId)).stream()
                .map(this::outside).toList());
    }

    @Override
    public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return passOn(() -> host.getInactiveRoomsForProcess(inside(appId), processId)).stream().map(this::outside)
                .toList();
    }

    @Override
    public App getApp(String appId) {
        passOn(() -> host.getApp(inside(appId)));
        return new App(appId, appId, "org-host", null);
    }

    @Override
    public List<SimulatedRoom> rooms() {
        return rooms.values().stream().flatMap(room -> room.seen(STALE).stream())
                .sorted(Comparator.comparing(SimulatedRoom::createdAt)).toList();
    }

    @Override
    public void exitProcess(String processId) {
        if (gameServers.apply(processId).filter(ProcessHandle::destroyForcibly).isEmpty()) {
            throw new Refusal(404, "no process %s is running".formatted(processId));
        }
        Awaitility.await("the rooms of a process that has ended are destroyed").atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> host.getActiveRoomsForProcess(inside, processId).isEmpty());
        rooms.values().forEach(room -> room.seen(Duration.ZERO));
    }

    @Override
    public void setRoomConfig(String roomId, String roomConfig) {
        change(HistoryEntry.GAME, roomId, room -> {
            host.updateRoomConfig(inside, roomId, roomConfig);
            recorder.effect(roomId, HistoryEntry.GAME, HistoryEntry.CONFIGURED);
            return roomId;
        });
    }

    /** A game server ends its room with a call, too. */
    @Override
    public void destroyAsGame(String roomId) {
        change(HistoryEntry.GAME, roomId, room -> {
            host.destroyRoom(inside, roomId);
            return roomId;
        });
    }

    /** Its rooms end, and then their game servers. */
    @Override
    public void close() {
        for (SimulatedRoom room : rooms()) {
            if (room.status() != RoomStatus.DESTROYED) {
                try {
                    host.destroyRoom(inside, room.roomId());
                } catch (HathoraException e) {
                    // It has ended meanwhile, or its game server ends with the host's.
                }
            }
        }
    }

    private <T> T change(String actor, String roomId, Function<HostRoom, T> call) {
        HostRoom room = rooms.computeIfAbsent(roomId, id -> new HostRoom(id, outside, recorder, () -> find(id)));
        return room.change(actor, () -> passOn(() -> call.apply(room)));
    }

    /**
     * One lost answer must not end a run, so the host is asked a second time, which the log says. A host that stalls for
     * longer than these two calls may take, 20 s, is a fault.
     */
    private Optional<Room> find(String roomId) {
        try {
            return read(roomId);
        } catch (HathoraException e) {
            log.warn("Room {} of {} could not be read, and is read once more: {}", roomId, inside, e.toString());
            return read(roomId);
        }
    }

    private Optional<Room> read(String roomId) {
        try {
            return Optional.of(host.getRoomInfo(inside, roomId));
        } catch (HathoraException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T passOn(Supplier<T> call) {
        try {
            return call.get();
        } catch (HathoraException e) {
            throw new Refusal(e.status() == 0 ? 504 : e.status(), String.valueOf(e.getMessage()),
                    e.retryAfter().orElse(null));
        }
    }
}
