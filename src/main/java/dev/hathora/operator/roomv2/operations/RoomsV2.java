package dev.hathora.operator.roomv2.operations;

import java.util.List;

import dev.hathora.operator.roomv2.RoomService;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;
import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;

/** RoomV2: the nine operations on rooms. */
public final class RoomsV2 {
    private final RoomService rooms;

    /** @param rooms the port behind these operations */
    public RoomsV2(RoomService rooms) {
        this.rooms = rooms;
    }

    /** The operations, under the names that Hathora's SDKs give them. */
    public List<Route> routes() {
        return List.of(
                Route.post("createRoom", "/rooms/v2/{appId}/create", DEVELOPER, 201,
                        call -> Wire.createdRoom(rooms.createRoom(call.appId(), Params.wantedRoomId(call),
                                Params.createRoom(call)))),
                Route.post("destroyRoom", "/rooms/v2/{appId}/destroy/{roomId}", DEVELOPER,
                        call -> rooms.destroyRoom(call.appId(), room(call))),
                Route.post("suspendRoom", "/rooms/v2/{appId}/suspend/{roomId}", DEVELOPER,
                        call -> rooms.suspendRoom(call.appId(), room(call))),
                Route.post("resumeRoom", "/rooms/v2/{appId}/resume/{roomId}", DEVELOPER, 200,
                        call -> Wire.createdRoom(rooms.resumeRoom(call.appId(), room(call)))),
                Route.post("updateRoomConfig", "/rooms/v2/{appId}/update/{roomId}", DEVELOPER,
                        call -> rooms.updateRoomConfig(call.appId(), room(call), Params.updateRoomConfig(call))),
                Route.get("getRoomInfo", "/rooms/v2/{appId}/info/{roomId}", DEVELOPER,
                        call -> Wire.room(rooms.getRoomInfo(call.appId(), room(call)))),
                // Called by players, who have no developer token.
                Route.get("getConnectionInfo", "/rooms/v2/{appId}/connectioninfo/{roomId}", NONE,
                        call -> Wire.connectionInfo(rooms.getConnectionInfo(call.appId(), room(call)))),
                new Route("getActiveRoomsForProcess", "GET", "/rooms/v2/{appId}/list/{processId}/active", DEVELOPER,
                        Route.BODY_LIMIT,
                        call -> Wire.roomsWithoutAllocations(
                                rooms.getActiveRoomsForProcess(call.appId(), call.parameter("processId")))),
                Route.get("getInactiveRoomsForProcess", "/rooms/v2/{appId}/list/{processId}/inactive", DEVELOPER,
                        call -> Wire.roomsWithoutAllocations(
                                rooms.getInactiveRoomsForProcess(call.appId(), call.parameter("processId")))));
    }

    private static String room(Call call) {
        return call.parameter("roomId");
    }
}
