package dev.hathora.operator.host.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.model.Address;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import dev.hathora.operator.host.store.NoCapacityException;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RoomStore;
import dev.hathora.operator.host.store.RoomsOfProcess;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.RoomPage;
import dev.hathora.operator.roomv2.RoomService;
import org.jspecify.annotations.Nullable;

/**
 * The operations on rooms, from the records. A call is one transaction. If it has recorded a process, the engine is
 * notified afterwards; it would also find the process by itself.
 */
public final class HostedRooms implements RoomService {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    /** Generated ids collide about once in 10^20. */
    private static final int TRIES = 3;

    /** A database that restarts, or a process that ends, takes at least this long. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Catalog catalog;
    private final RoomStore rooms;
    private final RoomsOfProcess lists;
    private final ProcessStore processes;
    private final NewProcesses newProcesses;
    private final Consumer<String> processChanged;
    private final RoomIds ids;
    private final InstantSource clock;

    /**
     * @param processChanged is called with the id of a process that has to be reconciled
     * @param random for generating ids of rooms
     */
    public HostedRooms(Catalog catalog, RoomStore rooms, RoomsOfProcess lists, ProcessStore processes,
            NewProcesses newProcesses, Consumer<String> processChanged, RandomGenerator random, InstantSource clock) {
        this.catalog = catalog;
        this.rooms = rooms;
        this.lists = lists;
        this.processes = processes;
        this.newProcesses = newProcesses;
        this.processChanged = processChanged;
        this.ids = new RoomIds(random);
        this.clock = clock;
    }

    @Override
    public CreatedRoom createRoom(String appId, @Nullable String roomId, CreateRoomRequest request) {
        return asking(() -> {
            Application application = requireApplication(appId);
            Deployment deployment = deployment(appId, request.deploymentId());
            requireOffered(application, request.region());
            requireStorable(request.roomConfig());
            NewProcess ifNeeded = newProcesses.of(deployment, request.region());
            Instant now = clock.instant();
            for (int i = 0; i < (roomId == null ? TRIES : 1); i++) {
                var room = new HostedRoom(roomId == null ? ids.next() : roomId, appId, deployment.deploymentId(),
                        request.region(), request.roomConfig(), RoomStatus.SCHEDULING, null, now, null);
                Optional<Placed> placed = rooms.create(room, ifNeeded, now);
                if (placed.isPresent()) {
                    return created(placed.get());
                }
            }
            throw new Refusal(400, "roomId %s is not unique: it was used before, choose another one".formatted(roomId));
        });
    }

    private Application requireApplication(String appId) {
        return catalog.application(appId)
                .orElseThrow(() -> new Refusal(404, "application %s does not exist".formatted(appId)));
    }

    private Deployment deployment(String appId, @Nullable String deploymentId) {
        return deploymentId == null
                ? catalog.newest(appId)
                        .orElseThrow(() -> new Refusal(404, "application %s does not exist".formatted(appId)))
                : Optional.of(deploymentId).filter(HostedRooms::isId).flatMap(catalog::deployment)
                        .filter(deployment -> deployment.appId().equals(appId))
                        .orElseThrow(() -> new Refusal(422, "deploymentId %s is not a deployment of this application"
                                .formatted(deploymentId)));
    }

    static void requireOffered(Application application, String region) {
        if (!application.isOffered(region)) {
            throw new Refusal(422, "this application is not offered in %s, but in %s".formatted(region,
                    application.regions().stream().map(Application.OfferedRegion::name).toList()));
        }
    }

    /** A text that violates the pattern is not looked up, because databases may reject or change it. */
    private static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * PostgreSQL can't store the character U+0000, and it can't be passed to a process. An unpaired surrogate can't be
     * encoded in UTF-8.
     */
    static void requireStorable(@Nullable String roomConfig) {
        if (roomConfig == null) {
            return;
        }
        if (roomConfig.indexOf('\0') >= 0) {
            throw new Refusal(422, "roomConfig must not contain the character U+0000");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(roomConfig)) {
            throw new Refusal(422, "roomConfig must not contain an unpaired surrogate (U+D800 to U+DFFF)");
        }
    }

    @Override
    public void destroyRoom(String appId, String roomId) {
        change(appId, roomId, now -> rooms.destroy(appId, roomId, now));
    }

    @Override
    public void suspendRoom(String appId, String roomId) {
        change(appId, roomId, now -> rooms.suspend(appId, roomId, now));
    }

    @Override
    public void updateRoomConfig(String appId, String roomId, String roomConfig) {
        requireStorable(roomConfig);
        change(appId, roomId, now -> rooms.configure(appId, roomId, roomConfig));
    }

    private interface Change {
        /** @return whether there is such a room */
        boolean at(Instant now);
    }

    private void change(String appId, String roomId, Change change) {
        boolean found = asking(() -> {
            requireApplication(appId);
            return isId(roomId) && change.at(clock.instant());
        });
        if (!found) {
            throw noRoom(roomId);
        }
    }

    private static Refusal noRoom(String roomId) {
        return new Refusal(404, "room %s does not exist".formatted(roomId));
    }

    @Override
    public CreatedRoom resumeRoom(String appId, String roomId) {
        return asking(() -> located(locate(appId, roomId)));
    }

    @Override
    public ConnectionInfo getConnectionInfo(String appId, String roomId) {
        return asking(() -> {
            requireApplication(appId);
            return rooms.address(appId, roomId).map(address -> created(roomId, address))
                    .orElseGet(() -> located(locate(appId, roomId)));
        }).connectionInfo();
    }

    private RoomStore.Located locate(String appId, String roomId) {
        requireApplication(appId);
        return Optional.of(roomId).filter(HostedRooms::isId).flatMap(id -> rooms.locate(appId, id))
                .orElseThrow(() -> noRoom(roomId));
    }

    /** Where a room is. A suspended room is placed again. */
    private CreatedRoom located(RoomStore.Located located) {
        HostedRoom room = located.room();
        if (located.process() != null) {
            return created(room.roomId(), Address.of(located.process()));
        }
        if (room.status() == RoomStatus.SCHEDULING) {
            // Only rooms of local lobbies are not placed: their game server is on the developer's own machine.
            return new CreatedRoom(room.roomId(), null, ReadyStatus.STARTING, null, List.of());
        }
        Deployment deployment = deployment(room.appId(), room.deploymentId());
        return created(rooms.resume(room.appId(), room.roomId(), newProcesses.of(deployment, room.region()),
                clock.instant()).orElseThrow(() -> noRoom(room.roomId())));
    }

    private CreatedRoom created(Placed placed) {
        if (placed.fresh()) {
            processChanged.accept(placed.process().processId());
        }
        return created(placed.room().roomId(), Address.of(placed.process()));
    }

    private static CreatedRoom created(String roomId, Address process) {
        boolean up = switch (process.state()) {
            case RUNNING, DRAINING -> true;
            case STARTING, STOPPING, STOPPED, FAILED -> false;
        };
        if (!up || process.ports().isEmpty()) {
            return new CreatedRoom(roomId, process.processId(), ReadyStatus.STARTING, null, List.of());
        }
        List<ExposedPort> ports = process.ports();
        return new CreatedRoom(roomId, process.processId(), ReadyStatus.ACTIVE, ports.getFirst(),
                ports.subList(1, ports.size()));
    }

    @Override
    public Room getRoomInfo(String appId, String roomId) {
        return asking(() -> {
            requireApplication(appId);
            return Optional.of(roomId).filter(HostedRooms::isId).flatMap(id -> rooms.describe(appId, id))
                    .orElseThrow(() -> noRoom(roomId));
        });
    }

    @Override
    public RoomPage getActiveRoomsForProcess(String appId, String processId) {
        return asking(() -> {
            requireProcess(appId, processId);
            return active(appId, processId, RoomsOfProcess.After.START);
        });
    }

    private RoomPage active(String appId, String processId, RoomsOfProcess.After after) {
        RoomsOfProcess.Page page = lists.active(appId, processId, after);
        RoomsOfProcess.After end = page.end();
        return new RoomPage(page.rooms(), end == null ? null : () -> asking(() -> active(appId, processId, end)));
    }

    @Override
    public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return asking(() -> {
            requireProcess(appId, processId);
            return lists.inactive(appId, processId);
        });
    }

    private void requireProcess(String appId, String processId) {
        requireApplication(appId);
        if (!isId(processId) || processes.find(appId, processId).isEmpty()) {
            throw new Refusal(404, "process %s does not exist".formatted(processId));
        }
    }

    /** Turns failures that may be temporary into refusals. */
    static <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (DatabaseUnavailableException e) {
            throw new Refusal(503, "the host's database can't be reached: try again", RETRY);
        } catch (NoCapacityException e) {
            // like Hathora's usage limits; with 429, clients would also slow down calls for other applications
            throw new Refusal(402, String.valueOf(e.getMessage()));
        }
    }
}
