package dev.hathora.operator.controller.pass;

import java.time.Duration;
import java.util.List;

import dev.hathora.operator.cloud.Application;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.traffic.Lane;
import dev.hathora.operator.traffic.Turn;

/**
 * The client of Hathora for one pass. Its first call waits briefly for a permit of the rate limiter. Further calls do
 * not wait, so that work that was started is not queued behind work that was not. If the first permit takes longer, the
 * pass ends with {@link TurnNotComeException} before anything was sent. The resource keeps its place in the queue for
 * the next pass.
 */
final class QueuedCloud implements HathoraCloud {
    /**
     * How long the first call waits. Almost all permits come within this time; a longer wait is reported to the user.
     */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final Account account;
    private final TrackedRoom room;
    private final Lane lane;

    QueuedCloud(Account account, TrackedRoom room, Lane lane) {
        this.account = account;
        this.room = room;
        this.lane = lane;
    }

    /** The permit was not granted in time. Nothing was sent. */
    static final class TurnNotComeException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Turn turn;

        TurnNotComeException(Turn turn) {
            super("is queued");
            this.turn = turn;
        }

        Turn turn() {
            return turn;
        }
    }

    /**
     * Waits for the permit of the first call, so that no call is recorded as sent that is not made.
     *
     * @throws TurnNotComeException if the permit is not granted in time
     */
    QueuedCloud queued() {
        awaitTurn();
        return this;
    }

    private HathoraCloud whenItIsOurTurn() {
        if (room.queue().hasCalled()) {
            account.limiter().follow(lane, room.flow());
        } else {
            awaitTurn();
            room.queue().calls();
        }
        return account.cloud();
    }

    private void awaitTurn() {
        if (room.queue().hasCalled()) {
            return;
        }
        Turn turn = room.queue().turn();
        if (turn == null || !turn.serves(account.limiter(), lane)) {
            turn = Turn.in(account.limiter(), lane, room.flow());
            room.queue().take(turn);
        }
        try {
            if (!turn.comesWithin(MOMENT.toMillis())) {
                throw new TurnNotComeException(turn);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TurnNotComeException(turn);
        }
    }

    @Override
    public CreatedRoom createRoom(String appId, String roomId, CreateRoomRequest request) {
        return whenItIsOurTurn().createRoom(appId, roomId, request);
    }

    @Override
    public void destroyRoom(String appId, String roomId) {
        whenItIsOurTurn().destroyRoom(appId, roomId);
    }

    @Override
    public void suspendRoom(String appId, String roomId) {
        whenItIsOurTurn().suspendRoom(appId, roomId);
    }

    @Override
    public ConnectionInfo resumeRoom(String appId, String roomId) {
        return whenItIsOurTurn().resumeRoom(appId, roomId);
    }

    @Override
    public void updateRoomConfig(String appId, String roomId, String roomConfig) {
        whenItIsOurTurn().updateRoomConfig(appId, roomId, roomConfig);
    }

    @Override
    public Room getRoomInfo(String appId, String roomId) {
        return whenItIsOurTurn().getRoomInfo(appId, roomId);
    }

    @Override
    public ConnectionInfo getConnectionInfo(String appId, String roomId) {
        return whenItIsOurTurn().getConnectionInfo(appId, roomId);
    }

    @Override
    public List<Room> getActiveRoomsForProcess(String appId, String processId) {
        return whenItIsOurTurn().getActiveRoomsForProcess(appId, processId);
    }

    @Override
    public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return whenItIsOurTurn().getInactiveRoomsForProcess(appId, processId);
    }

    @Override
    public Application getApp(String appId) {
        return whenItIsOurTurn().getApp(appId);
    }
}
