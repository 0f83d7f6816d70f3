package dev.hathora.operator.traffic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A place in the queue of calls, kept while a resource waits for a permit. Guarded by the room's lock. */
public final class Turn {
    private final CallLimiter limiter;
    private final Lane lane;
    private final Flow flow;
    private final CompletableFuture<Void> come;
    private boolean announced;

    private Turn(CallLimiter limiter, Lane lane, Flow flow, CompletableFuture<Void> come) {
        this.limiter = limiter;
        this.lane = lane;
        this.flow = flow;
        this.come = come;
    }

    /** Requests a permit. */
    public static Turn in(CallLimiter limiter, Lane lane, Flow flow) {
        return new Turn(limiter, lane, flow, limiter.admit(lane, flow));
    }

    /**
     * Whether a call may use this place: it must be for the same limiter, and either its lane is at least as high as
     * the call now requires, or the permit was already granted.
     */
    public boolean serves(CallLimiter wanted, Lane atLeast) {
        return limiter.equals(wanted) && (lane.compareTo(atLeast) <= 0 || come.isDone());
    }

    /** Waits for the permit, and returns whether it was granted within this time. */
    public boolean comesWithin(long millis) throws InterruptedException {
        try {
            come.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn either comes or is given up", e);
        }
    }

    /**
     * Runs the task once, on its own thread, when the permit is granted, even if this method is called several times.
     */
    public void announceTo(Runnable waiting) {
        if (!announced) {
            announced = true;
            var unused = come.thenRunAsync(waiting, Thread::startVirtualThread);
        }
    }

    /** What holds the permit back. */
    public Obstacle obstacle() {
        return limiter.obstacle(flow);
    }

    /** Gives up the place in the queue. */
    public void leave() {
        come.cancel(false);
    }
}
