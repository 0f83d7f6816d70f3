package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.room.Timing;
import org.jspecify.annotations.Nullable;

/**
 * A Hathora room that several resources refer to: the one that holds it, and those that observe it. Calls that read the
 * room and calls that change it exclude each other, whichever resource they are made for. Otherwise an observer that
 * saw the room running could ask for its address, which resumes the room, after the holder has suspended it.
 *
 * <p>Lock order: the lock of the resource first, then this lock. No other lock is taken while this one is held.
 */
public final class SharedRoom {
    private final ReentrantLock calls = new ReentrantLock();
    private Instant asleepUntil = Instant.MIN;
    private @Nullable Instant wakeSettlesAt;
    private int resources;

    /** Runs a call to Hathora about the room. No other call about the room runs meanwhile. */
    public void exclusively(Runnable call) {
        boolean ignored = ask(() -> {
            call.run();
            return true;
        });
    }

    /** The same as {@link #exclusively}, for a call with a result. */
    public boolean ask(BooleanSupplier question) {
        calls.lock();
        try {
            return question.getAsBoolean();
        } finally {
            calls.unlock();
        }
    }

    /**
     * Sets what the resource that holds the room wants.
     *
     * @param asleep true: the room is to be suspended; false: it is to run
     */
    public synchronized void wanted(boolean asleep) {
        asleepUntil = asleep ? Instant.MAX : Instant.MIN;
    }

    /**
     * No resource holds the room any more. If it was left suspended, Hathora's answers may still show it as running for
     * a short time.
     */
    public synchronized void left(Instant now) {
        asleepUntil = asleepUntil.equals(Instant.MAX) ? now.plus(Timing.SETTLING) : asleepUntil;
    }

    /**
     * Whether an observer may ask for the address of a room that Hathora shows as running. The call resumes a suspended
     * room.
     */
    public synchronized boolean mayBeWoken(Instant now) {
        return !now.isBefore(asleepUntil);
    }

    /** Records that an observer has made a call that may still resume the room. */
    public synchronized void mayWake(Instant now) {
        wakeSettlesAt = now.plus(Timing.SETTLING);
    }

    /** Until when a call of an observer may still resume the room; null: there is no such call. */
    public synchronized @Nullable Instant wakeSettlesAt(Instant now) {
        return wakeSettlesAt != null && now.isBefore(wakeSettlesAt) ? wakeSettlesAt : null;
    }

    /** Adds to the number of resources that refer to the room, and returns it. Callers must not run concurrently. */
    int count(int more) {
        resources += more;
        return resources;
    }
}
