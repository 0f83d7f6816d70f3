package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.room.Timing;
import org.jspecify.annotations.Nullable;

/**
 * A room of Hathora as several resources see it: the one that holds it, and those that observe it. A call that looks at the
 * room and one that changes it exclude each other, whichever resource they are made for. So nobody asks a room for its
 * address, which would wake it, that was seen running before its holder suspended it.
 *
 * <p>This lock is taken after that of a resource, and no other lock while it is held.
 */
public final class SharedRoom {
    private final ReentrantLock calls = new ReentrantLock();
    private Instant asleepUntil = Instant.MIN;
    private @Nullable Instant wakeSettlesAt;
    private int resources;

    /** Calls Hathora about the room; nobody else does so meanwhile. */
    public void exclusively(Runnable call) {
        boolean ignored = ask(() -> {
            call.run();
            return true;
        });
    }

    /** The same, with an answer. */
    public boolean ask(BooleanSupplier question) {
        calls.lock();
        try {
            return question.getAsBoolean();
        } finally {
            calls.unlock();
        }
    }

    /** What the resource that holds the room wants: that it sleeps, or that it runs. */
    public synchronized void wanted(boolean asleep) {
        asleepUntil = asleep ? Instant.MAX : Instant.MIN;
    }

    /** Nobody holds the room any more. If it was left suspended, Hathora's answers may show it running for a moment. */
    public synchronized void left(Instant now) {
        asleepUntil = asleepUntil.equals(Instant.MAX) ? now.plus(Timing.SETTLING) : asleepUntil;
    }

    /** Whether somebody who only observes may ask for the address of a room that Hathora shows running. */
    public synchronized boolean mayBeWoken(Instant now) {
        return !now.isBefore(asleepUntil);
    }

    /** An observer has made a call that may still wake the room. */
    public synchronized void mayWake(Instant now) {
        wakeSettlesAt = now.plus(Timing.SETTLING);
    }

    /** Until when such a call may take effect; null: there is none. */
    public synchronized @Nullable Instant wakeSettlesAt(Instant now) {
        return wakeSettlesAt != null && now.isBefore(wakeSettlesAt) ? wakeSettlesAt : null;
    }

    /** Counts resources that have to do with the room; the caller does one thing at a time. */
    int count(int more) {
        resources += more;
        return resources;
    }
}
