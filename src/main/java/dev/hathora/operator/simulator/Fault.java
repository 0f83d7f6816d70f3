package dev.hathora.operator.simulator;

import java.util.List;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A fault and the calls it strikes.
 *
 * @param operation the operation; null: all
 * @param kind what goes wrong
 * @param roomId only calls for this room, which must be named by the call; null: all
 * @param probability how likely a matching call is struck, above 0 and up to 1
 * @param times how many calls are struck before the fault is used up; 0: no limit
 */
public record Fault(@Nullable Operation operation, FaultKind kind, @Nullable String roomId, double probability,
        int times) {
    private static final List<Operation> LISTS = List.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
            Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with a message that says what to do
     */
    public Fault {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability must be above 0 and at most 1");
        }
        if (times < 0) {
            throw new IllegalArgumentException("times must be 0 (no limit) or more");
        }
        if (kind instanceof FaultKind.HiddenRoom && operation != Operation.CREATE_ROOM) {
            throw new IllegalArgumentException("only a room that createRoom makes can be hidden");
        }
        boolean ofLists = kind instanceof FaultKind.WrongList || kind instanceof FaultKind.LateList;
        if (ofLists && (operation == null || !LISTS.contains(operation))) {
            throw new IllegalArgumentException(
                    "only getActiveRoomsForProcess and getInactiveRoomsForProcess answer with lists");
        }
    }

    /** Strikes every call of the operation. */
    public static Fault on(Operation operation, FaultKind kind) {
        return new Fault(operation, kind, null, 1, 0);
    }

    /** Strikes every call. */
    public static Fault onAll(FaultKind kind) {
        return new Fault(null, kind, null, 1, 0);
    }

    /** This fault, for the next calls only. */
    public Fault times(int calls) {
        return new Fault(operation, kind, roomId, probability, calls);
    }

    /** This fault, struck by chance. */
    public Fault withProbability(double newProbability) {
        return new Fault(operation, kind, roomId, newProbability, times);
    }

    /** This fault, for one room only. */
    public Fault forRoom(String onlyRoomId) {
        return new Fault(operation, kind, onlyRoomId, probability, times);
    }

    boolean matches(Operation called, @Nullable String calledRoomId) {
        return (operation == null || operation == called) && (roomId == null || roomId.equals(calledRoomId));
    }
}
