package dev.hathora.operator.simulator;

import java.util.List;

import dev.hathora.operator.roomv2.AppService;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.RoomService;

/**
 * What is behind the simulator's API, faults and history: the simulator's own {@link World}, or, in tests, another
 * implementation of Hathora. It records what calls did to rooms as {@link HistoryEntry} says.
 */
public interface Backend extends RoomService, AppService, AutoCloseable {
    /** Where a backend records what happened to rooms. */
    @FunctionalInterface
    interface Recorder {
        /**
         * Adds an effect to the history of a room.
         *
         * @param actor the operation that had it, or who else acted
         * @param effect what happened, such as {@link HistoryEntry#CREATED}
         */
        void effect(String roomId, String actor, String effect);
    }

    /** Creates a backend that records with this recorder. */
    @FunctionalInterface
    interface Factory {
        /** Creates it. */
        Backend open(Recorder recorder);
    }

    /** Every room that was ever created, oldest first. */
    List<SimulatedRoom> rooms();

    /**
     * Lets a process exit, which destroys the rooms on it.
     *
     * @throws Refusal when no such process is running
     */
    void exitProcess(String processId);

    /**
     * Replaces a room's configuration, as its game server may.
     *
     * @throws Refusal when there is no such room (any more)
     */
    void setRoomConfig(String roomId, String roomConfig);

    /**
     * Destroys a room, as its game server does when the match ends.
     *
     * @throws Refusal when there is no such room (any more)
     */
    void destroyAsGame(String roomId);

    /** Ends everything that it has started. */
    @Override
    void close();
}
