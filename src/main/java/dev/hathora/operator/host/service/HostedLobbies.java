package dev.hathora.operator.host.service;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.engine.NewProcesses;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.HostedLobby;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.model.NewProcess;
import dev.hathora.operator.host.model.Placed;
import dev.hathora.operator.host.store.LobbyStore;
import dev.hathora.operator.roomv2.Lobby;
import dev.hathora.operator.roomv2.Lobby.Visibility;
import dev.hathora.operator.roomv2.LobbyService;
import dev.hathora.operator.roomv2.Refusal;
import org.jspecify.annotations.Nullable;

/** Lobbies, from the records. A lobby and its room are created in one transaction. */
public final class HostedLobbies implements LobbyService {
    /** Generated ids collide about once in 10^20. */
    private static final int TRIES = 3;

    private final Served served;
    private final LobbyStore lobbies;
    private final NewProcesses newProcesses;
    private final Consumer<Placed> placed;
    private final PlayerLimit limit;
    private final RoomIds ids;
    private final InstantSource clock;

    /**
     * @param placed is called with each room that was given a place
     * @param limit limits the creation of lobbies, because everybody can log in as a player
     * @param random for generating ids of rooms
     */
    public HostedLobbies(Catalog catalog, LobbyStore lobbies, NewProcesses newProcesses,
            Consumer<Placed> placed, PlayerLimit limit, RandomGenerator random, InstantSource clock) {
        this.served = new Served(catalog);
        this.lobbies = lobbies;
        this.newProcesses = newProcesses;
        this.placed = placed;
        this.limit = limit;
        this.ids = new RoomIds(random);
        this.clock = clock;
    }

    @Override
    public Lobby createLobby(String appId, String createdBy, Lobby.Wanted wanted) {
        return HostedRooms.asking(() -> {
            Application application = served.application(appId);
            limit.take(appId);
            Deployment deployment = served.newest(appId);
            boolean local = wanted.visibility() == Visibility.LOCAL;
            if (!local) {
                HostedRooms.requireOffered(application, wanted.region());
            }
            HostedRooms.requireStorable(wanted.roomConfig());
            NewProcess ifNeeded = local ? null : newProcesses.of(deployment, wanted.region());
            Instant now = clock.instant();
            for (int i = 0; i < (wanted.roomId() == null ? TRIES : 1); i++) {
                String roomId = wanted.roomId() == null ? ids.next() : wanted.roomId();
                var room = new HostedRoom(roomId, appId, deployment.deploymentId(), wanted.region(),
                        wanted.roomConfig(), RoomStatus.SCHEDULING, null, now, null);
                var lobby = new HostedLobby(appId, roomId, wanted.shortCode() == null ? roomId : wanted.shortCode(),
                        wanted.visibility().name().toLowerCase(Locale.ROOT), wanted.region(), createdBy, now,
                        wanted.roomConfig(), wanted.initialConfig(), null);
                Optional<LobbyStore.Created> created = lobbies.create(lobby, room, ifNeeded, now);
                if (created.isPresent()) {
                    return created(created.get());
                }
            }
            throw new Refusal(400,
                    "roomId %s is not unique: it was used before, choose another one".formatted(wanted.roomId()));
        });
    }

    private Lobby created(LobbyStore.Created created) {
        if (created.placed() != null) {
            placed.accept(created.placed());
        }
        return lobby(created.lobby());
    }

    @Override
    public List<Lobby> publicLobbies(String appId, @Nullable String region, Lobby.Detail detail) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return lobbies.listed(appId, region, read(detail)).stream().map(HostedLobbies::lobby).toList();
        });
    }

    private static HostedLobby.Detail read(Lobby.Detail told) {
        return switch (told) {
            case ROOM_CONFIG -> HostedLobby.Detail.ROOM_CONFIG;
            case INITIAL_CONFIG_AND_STATE -> HostedLobby.Detail.INITIAL_CONFIG_AND_STATE;
        };
    }

    @Override
    public Lobby lobbyOfRoom(String appId, String roomId) {
        return found(appId, "of room " + roomId, () -> lobbies.ofRoom(appId, roomId));
    }

    @Override
    public Lobby lobbyWithCode(String appId, String shortCode) {
        // PostgreSQL does not accept the character U+0000
        return found(appId, "with short code " + shortCode,
                () -> shortCode.indexOf('\0') < 0 ? lobbies.withCode(appId, shortCode) : Optional.empty());
    }

    @Override
    public Lobby setState(String appId, String roomId, String state) {
        return found(appId, "of room " + roomId, () -> lobbies.setState(appId, roomId, state));
    }

    private Lobby found(String appId, String which, Supplier<Optional<HostedLobby>> search) {
        return HostedRooms.asking(() -> {
            served.application(appId);
            return lobby(search.get().orElseThrow(() -> new Refusal(404, "a lobby " + which + " does not exist")));
        });
    }

    private static Lobby lobby(HostedLobby lobby) {
        return new Lobby(lobby.appId(), lobby.roomId(), lobby.shortCode(),
                Visibility.valueOf(lobby.visibility().toUpperCase(Locale.ROOT)), lobby.region(), lobby.createdBy(),
                lobby.createdAt(), lobby.roomConfig(), lobby.initialConfig(), lobby.state());
    }
}
