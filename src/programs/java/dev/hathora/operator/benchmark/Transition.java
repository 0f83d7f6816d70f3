package dev.hathora.operator.benchmark;

import java.util.Locale;

import dev.hathora.operator.cloud.Operation;

/** What happens to every room of a trial at once. */
enum Transition {
    CREATE(Operation.CREATE_ROOM),
    CONFIGURE(Operation.UPDATE_ROOM_CONFIG),
    SUSPEND(Operation.SUSPEND_ROOM),
    RESUME(Operation.RESUME_ROOM),
    DELETE(Operation.DESTROY_ROOM);

    private final Operation operation;

    Transition(Operation operation) {
        this.operation = operation;
    }

    /** The call that it can't do without. Its work begins with the first of them. */
    Operation operation() {
        return operation;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
