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
 * Hathora as a pass calls it: its first call waits for its turn for a moment, those that follow go at once, so that what was
 * begun is not queued behind all that is not. A turn that takes longer ends the pass with
 * {@link TurnNotComeException} before anything was sent; the resource keeps its place in the queue for the next pass.
 */
final class QueuedCloud implements HathoraCloud {
    /** Long enough that nearly no pass is ended for it, short enough that a user hears of a longer wait. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final Account account;
    private final TrackedRoom room;
    private final Lane lane;

    QueuedCloud(Account account, TrackedRoom room, Lane lane) {
        this.account = account;
        this.room = room;
        this.lane = lane;
    }

    /** It is not this call's turn yet. Nothing was sent. */
    static final class TurnNotComeException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Turn turn;

        TurnNotComeException(Turn turn) {
            super("waits for its turn");
            this.turn = turn;
        }

        Turn turn() {
            return turn;
        }
    }

    /**
     * Waits for the turn of the first call, so that nothing is noted about a call that is not made.
     *
     * @throws TurnNotComeException when it does not come in a moment
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
