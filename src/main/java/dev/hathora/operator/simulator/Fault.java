package dev.hathora.operator.simulator;

import java.util.List;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A fault and the calls to which it applies.
 *
 * @param operation the operation; null: all operations
 * @param kind the kind of fault
 * @param roomId only calls with this room id; null: all calls
 * @param probability the probability that it applies to a matching call, above 0 and at most 1
 * @param times the number of calls to which it applies; 0: no limit
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

    /** Applies to every call of the operation. */
    public static Fault on(Operation operation, FaultKind kind) {
        return new Fault(operation, kind, null, 1, 0);
    }

    /** Applies to every call. */
    public static Fault onAll(FaultKind kind) {
        return new Fault(null, kind, null, 1, 0);
    }

    /** This fault, limited to the next calls. */
    public Fault times(int calls) {
        return new Fault(operation, kind, roomId, probability, calls);
    }

    /** This fault with a probability. */
    public Fault withProbability(double newProbability) {
        return new Fault(operation, kind, roomId, newProbability, times);
    }

    /** This fault, limited to one room. */
    public Fault forRoom(String onlyRoomId) {
        return new Fault(operation, kind, onlyRoomId, probability, times);
    }

    boolean matches(Operation called, @Nullable String calledRoomId) {
        return (operation == null || operation == called) && (roomId == null || roomId.equals(calledRoomId));
    }
}
