package dev.hathora.operator.roomv2.operations;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.roomv2.RoomService;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;
import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;

/** RoomV1, as the games of 2023 use it: what V2 does, told in less. */
public final class RoomsV1 {
    private final RoomService rooms;

    /** @param rooms what lies behind */
    public RoomsV1(RoomService rooms) {
        this.rooms = rooms;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                // A bare string, in quotes.
                Route.post("createRoom V1", "/rooms/v1/{appId}/create", DEVELOPER, 201,
                        call -> TextNode.valueOf(rooms.createRoom(call.appId(), Params.wantedRoomId(call),
                                Params.createRoom(call)).roomId())),
                Route.post("destroyRoom V1", "/rooms/v1/{appId}/destroy/{roomId}", DEVELOPER,
                        call -> rooms.destroyRoom(call.appId(), room(call))),
                Route.post("suspendRoom V1", "/rooms/v1/{appId}/suspend/{roomId}", DEVELOPER,
                        call -> rooms.suspendRoom(call.appId(), room(call))),
                Route.get("getRoomInfo V1", "/rooms/v1/{appId}/info/{roomId}", DEVELOPER,
                        call -> Wire.room(rooms.getRoomInfo(call.appId(), room(call)))),
                Route.get("getConnectionInfo V1", "/rooms/v1/{appId}/connectioninfo/{roomId}", NONE,
                        call -> connectionInfo(rooms.getConnectionInfo(call.appId(), room(call)))),
                new Route("getActiveRoomsForProcess V1", "GET", "/rooms/v1/{appId}/list/{processId}/active", DEVELOPER,
                        0,
                        call -> Wire.roomsWithoutAllocations(
                                rooms.getActiveRoomsForProcess(call.appId(), call.parameter("processId")))),
                Route.get("getInactiveRoomsForProcess V1", "/rooms/v1/{appId}/list/{processId}/inactive", DEVELOPER,
                        call -> Wire.roomsWithoutAllocations(
                                rooms.getInactiveRoomsForProcess(call.appId(), call.parameter("processId")))));
    }

    private static String room(Call call) {
        return call.parameter("roomId");
    }

    /** {@code ConnectionInfo}: host and port beside the status. */
    private static ObjectNode connectionInfo(ConnectionInfo info) {
        ObjectNode json = Wire.object().put("roomId", info.roomId()).put("status", Wire.name(info.status()));
        ExposedPort port = info.exposedPort();
        return port == null
                ? json
                : json.put("host", port.host()).put("port", port.port()).put("transportType", port.transportType());
    }
}
