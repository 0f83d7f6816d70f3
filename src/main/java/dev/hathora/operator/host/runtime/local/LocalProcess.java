package dev.hathora.operator.host.runtime.local;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.hathora.operator.host.brain.ProcessView.Ended;
import org.jspecify.annotations.Nullable;

/** The state of one game server, in memory since the folder was opened. */
final class LocalProcess {
    private final Identity identity;
    private final boolean child;
    private final AtomicBoolean awaited = new AtomicBoolean();
    private final AtomicBoolean terminated = new AtomicBoolean();
    private final AtomicReference<@Nullable Ended> ended = new AtomicReference<>();
    private volatile boolean bound;
    private volatile boolean restEnded;

    /**
     * @param identity the identity of its process
     * @param child whether this host started it, and so receives its exit code
     */
    LocalProcess(Identity identity, boolean child) {
        this.identity = identity;
        this.child = child;
    }

    Identity identity() {
        return identity;
    }

    boolean isChild() {
        return child;
    }

    /** Whether its default port was found to be bound. */
    boolean isBound() {
        return bound;
    }

    void noteBound() {
        bound = true;
    }

    /** Whether this is the first call, so that only one task waits for the port. */
    boolean beginToAwaitPort() {
        return awaited.compareAndSet(false, true);
    }

    /** Whether this is the first call. Some programs treat a second SIGTERM as a request to end at once. */
    boolean beginTermination() {
        return terminated.compareAndSet(false, true);
    }

    /** How it has ended; null if it runs. */
    @Nullable
    Ended ended() {
        return ended.get();
    }

    /** Whether the processes that it left behind were killed. */
    boolean isRestEnded() {
        return restEnded;
    }

    void noteRestEnded() {
        restEnded = true;
    }

    /** Notes that it has ended. Returns whether this is the first call. */
    boolean noteEnded(Ended how) {
        return ended.compareAndSet(null, how);
    }
}
