package dev.hathora.operator.roomv2.operations;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.AuthService;
import dev.hathora.operator.roomv2.Lobby;
import dev.hathora.operator.roomv2.Lobby.Visibility;
import dev.hathora.operator.roomv2.LobbyService;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;
import org.jspecify.annotations.Nullable;

import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;
import static dev.hathora.operator.roomv2.http.Route.Auth.PLAYER;

/** LobbyV3: rooms that players create and find. */
public final class LobbiesV3 {
    private static final int SHORT_CODE_LENGTH = 100;

    private final LobbyService lobbies;
    private final AuthService auth;

    /**
     * @param lobbies the port behind these operations
     * @param auth verifies players' tokens
     */
    public LobbiesV3(LobbyService lobbies, AuthService auth) {
        this.lobbies = lobbies;
        this.auth = auth;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                Route.post("createLobby", "/lobby/v3/{appId}/create", PLAYER, 201, this::create),
                Route.get("listActivePublicLobbies", "/lobby/v3/{appId}/list/public", NONE,
                        call -> Wire.list(lobbies.publicLobbies(call.appId(), Params.regionWanted(call).orElse(null),
                                Lobby.Detail.ROOM_CONFIG),
                                LobbiesV3::lobby)),
                Route.get("getLobbyInfoByRoomId", "/lobby/v3/{appId}/info/roomid/{roomId}", NONE,
                        call -> lobby(lobbies.lobbyOfRoom(call.appId(), call.parameter("roomId")))),
                Route.get("getLobbyInfoByShortCode", "/lobby/v3/{appId}/info/shortcode/{shortCode}", NONE,
                        call -> lobby(lobbies.lobbyWithCode(call.appId(), call.parameter("shortCode")))));
    }

    private JsonNode create(Call call) {
        String player = auth.player(call.appId(), call.token().orElse(""));
        String roomId = Params.wantedRoomId(call);
        String shortCode = shortCode(call);
        JsonNode json = call.json();
        return lobby(lobbies.createLobby(call.appId(), player, new Lobby.Wanted(visibility(json), Params.region(json),
                roomId, shortCode, Params.roomConfig(json), null)));
    }

    private static @Nullable String shortCode(Call call) {
        String shortCode = call.query("shortCode").orElse(null);
        if (shortCode != null && (shortCode.isEmpty() || shortCode.length() > SHORT_CODE_LENGTH
                || shortCode.codePoints().anyMatch(Character::isISOControl))) {
            throw Params.invalid("shortCode must have 1 to 100 characters, and no control characters");
        }
        return shortCode;
    }

    /** The visibility in a body. */
    static Visibility visibility(JsonNode json) {
        String name = Params.string(json, "visibility");
        return Stream.of(Visibility.values()).filter(known -> Wire.name(known).equals(name)).findFirst()
                .orElseThrow(() -> Params.invalid("visibility must be one of "
                        + Stream.of(Visibility.values()).map(Wire::name).toList()));
    }

    /** {@code LobbyV3}. */
    private static ObjectNode lobby(Lobby lobby) {
        return common(lobby).put("roomConfig", lobby.roomConfig());
    }

    /** The fields of a lobby in all versions. */
    static ObjectNode common(Lobby lobby) {
        return Wire.object().put("shortCode", lobby.shortCode()).put("createdAt", Wire.time(lobby.createdAt()))
                .put("createdBy", lobby.createdBy())
                .put("visibility", lobby.visibility().name().toLowerCase(Locale.ROOT)).put("region", lobby.region())
                .put("roomId", lobby.roomId()).put("appId", lobby.appId());
    }
}
