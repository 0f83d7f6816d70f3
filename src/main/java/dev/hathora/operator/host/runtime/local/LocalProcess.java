package dev.hathora.operator.host.runtime.local;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.hathora.operator.host.brain.ProcessView.Ended;
import org.jspecify.annotations.Nullable;

/** What is known of one game server since the folder was opened. */
final class LocalProcess {
    private final Identity identity;
    private final boolean child;
    private final AtomicBoolean awaited = new AtomicBoolean();
    private final AtomicBoolean terminated = new AtomicBoolean();
    private final AtomicReference<@Nullable Ended> ended = new AtomicReference<>();
    private volatile boolean bound;
    private volatile boolean restEnded;

    /**
     * @param identity which process of the machine it is
     * @param child whether this host started it, and so is told its exit code
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

    /** Whether its default port was seen to be bound. */
    boolean isBound() {
        return bound;
    }

    void noteBound() {
        bound = true;
    }

    /** Whether this is the first call: one looks for its port at a time. */
    boolean beginToAwaitPort() {
        return awaited.compareAndSet(false, true);
    }

    /** Whether this is the first call. Some programs take a second SIGTERM for a request to hurry. */
    boolean beginTermination() {
        return terminated.compareAndSet(false, true);
    }

    /** How it has ended; null: it runs. */
    @Nullable
    Ended ended() {
        return ended.get();
    }

    /** Whether what it started and left behind was ended, too. */
    boolean isRestEnded() {
        return restEnded;
    }

    void noteRestEnded() {
        restEnded = true;
    }

    /** Whether this is the first call. */
    boolean noteEnded(Ended how) {
        return ended.compareAndSet(null, how);
    }
}
