package dev.hathora.operator.roomv2.operations;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.AuthService;
import dev.hathora.operator.roomv2.Lobby;
import dev.hathora.operator.roomv2.Lobby.Visibility;
import dev.hathora.operator.roomv2.LobbyService;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;
import org.jspecify.annotations.Nullable;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;
import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;
import static dev.hathora.operator.roomv2.http.Route.Auth.PLAYER;

/**
 * LobbyV2, as the games of 2023 use it: lobbies with an initial configuration, and a state that the game server sets.
 */
public final class LobbiesV2 {
    private static final int INITIAL_CONFIG_BYTES = 64 * 1024;
    private static final int STATE_BYTES = 1024 * 1024;
    /** For the other fields of the body, and its whitespace. */
    private static final int REST = 4 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LobbyService lobbies;
    private final AuthService auth;

    /**
     * @param lobbies the port behind these operations
     * @param auth verifies players' tokens
     */
    public LobbiesV2(LobbyService lobbies, AuthService auth) {
        this.lobbies = lobbies;
        this.auth = auth;
    }

    /** The operations. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                create("createLobby V2", "", null),
                Route.get("listActivePublicLobbies V2", "/lobby/v2/{appId}/list/public", NONE,
                        call -> Wire.list(lobbies.publicLobbies(call.appId(), Params.regionWanted(call).orElse(null),
                                Lobby.Detail.INITIAL_CONFIG_AND_STATE),
                                LobbiesV2::lobby)),
                Route.get("getLobbyInfo V2", "/lobby/v2/{appId}/info/{roomId}", NONE,
                        call -> lobby(lobbies.lobbyOfRoom(call.appId(), call.parameter("roomId")))),
                Route.post("setLobbyState V2", "/lobby/v2/{appId}/setState/{roomId}", DEVELOPER, 200,
                        call -> lobby(lobbies.setState(call.appId(), call.parameter("roomId"),
                                object(call.json(), "state", STATE_BYTES))))
                        .withBodyLimit(STATE_BYTES + REST)));
        for (Visibility visibility : Visibility.values()) {
            String name = Wire.name(visibility);
            routes.add(create("create " + name + " lobby V2", "/" + name, visibility));
        }
        return routes;
    }

    /** @param visibility null if the body contains it */
    private Route create(String name, String under, @Nullable Visibility visibility) {
        return Route.post(name, "/lobby/v2/{appId}/create" + under, PLAYER, 201, call -> create(call, visibility))
                .withBodyLimit(INITIAL_CONFIG_BYTES + REST);
    }

    private JsonNode create(Call call, @Nullable Visibility visibility) {
        String player = auth.player(call.appId(), call.token().orElse(""));
        String roomId = Params.wantedRoomId(call);
        JsonNode json = call.json();
        return lobby(lobbies.createLobby(call.appId(), player,
                new Lobby.Wanted(visibility == null ? LobbiesV3.visibility(json) : visibility, Params.region(json),
                        roomId, null, null, object(json, "initialConfig", INITIAL_CONFIG_BYTES))));
    }

    private static String object(JsonNode json, String field, int most) {
        JsonNode value = json.path(field);
        if (!value.isObject()) {
            throw Params.invalid(field + " must be a JSON object");
        }
        String text = Params.whole(field, value.toString());
        if (text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw Params.invalid("%s must have at most %d bytes".formatted(field, most));
        }
        return text;
    }

    /**
     * {@code Lobby}. A lobby that was created with another version has no initial configuration, but clients require
     * one.
     */
    private static ObjectNode lobby(Lobby lobby) {
        ObjectNode json = LobbiesV3.common(lobby);
        String initialConfig = lobby.initialConfig();
        json.set("initialConfig", initialConfig == null ? Wire.object() : read(initialConfig));
        String state = lobby.state();
        json.set("state", state == null ? json.nullNode() : read(state));
        return json.put("local", lobby.visibility() == Visibility.LOCAL);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lobby can't be read", e);
        }
    }
}
