package dev.hathora.operator.traffic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A place in the queue of calls, kept while a resource waits for its turn. Guarded by the room's lock. */
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

    /** Queues up. */
    public static Turn in(CallLimiter limiter, Lane lane, Flow flow) {
        return new Turn(limiter, lane, flow, limiter.admit(lane, flow));
    }

    /** Whether a call may keep this place: nobody has to wait in a lower lane than is due to what it does now. */
    public boolean serves(CallLimiter wanted, Lane atLeast) {
        return limiter.equals(wanted) && (lane.compareTo(atLeast) <= 0 || come.isDone());
    }

    /** Whether it comes within this time. */
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

    /** Runs this once when the turn has come, on a thread of its own, however often it is asked for. */
    public void announceTo(Runnable waiting) {
        if (!announced) {
            announced = true;
            var unused = come.thenRunAsync(waiting, Thread::startVirtualThread);
        }
    }

    /** What keeps it from coming. */
    public Obstacle obstacle() {
        return limiter.obstacle(flow);
    }

    /** Gives the place up. */
    public void leave() {
        come.cancel(false);
    }
}
