package dev.hathora.operator.roomv2.operations;

import java.time.Duration;
import java.util.List;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.roomv2.App;
import dev.hathora.operator.roomv2.AppService;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.RoomPage;
import dev.hathora.operator.roomv2.RoomService;
import org.jspecify.annotations.Nullable;

/** A host that can do nothing now. */
class FullHouse implements RoomService, AppService {
    @Override
    public CreatedRoom createRoom(String appId, @Nullable String roomId, CreateRoomRequest request) {
        throw full();
    }

    @Override
    public void destroyRoom(String appId, String roomId) {
        throw full();
    }

    @Override
    public void suspendRoom(String appId, String roomId) {
        throw full();
    }

    @Override
    public CreatedRoom resumeRoom(String appId, String roomId) {
        throw full();
    }

    @Override
    public void updateRoomConfig(String appId, String roomId, String roomConfig) {
        throw full();
    }

    @Override
    public Room getRoomInfo(String appId, String roomId) {
        throw full();
    }

    @Override
    public ConnectionInfo getConnectionInfo(String appId, String roomId) {
        throw full();
    }

    @Override
    public RoomPage getActiveRoomsForProcess(String appId, String processId) {
        throw full();
    }

    @Override
    public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        throw full();
    }

    @Override
    public App getApp(String appId) {
        throw full();
    }

    static Refusal full() {
        return new Refusal(429, "there is no place left: add nodes", Duration.ofSeconds(7));
    }
}
