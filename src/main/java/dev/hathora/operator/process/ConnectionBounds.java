package dev.hathora.operator.process;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Bounds how many connections a server has, and how long each lasts. Jetty bounds the time between two bytes, but not the
 * whole of a request: who sends a byte now and then could keep a connection for ever. A connection serves one request.
 */
final class ConnectionBounds implements Connection.Listener {
    private final OldestMakesRoom open;
    private final OldestMakesRoom scrapes;
    private final Duration lifetime;
    private final Scheduler scheduler;
    private final Map<EndPoint, Scheduler.Task> deadlines = new ConcurrentHashMap<>();

    /**
     * @param connections how many at once
     * @param scrapes how many of them at once for an answer that can be large
     * @param lifetime from opening a connection to its end
     * @param scheduler has to be started before the first connection
     */
    ConnectionBounds(int connections, int scrapes, Duration lifetime, Scheduler scheduler) {
        this.open = new OldestMakesRoom(connections);
        this.scrapes = new OldestMakesRoom(scrapes);
        this.lifetime = lifetime;
        this.scheduler = scheduler;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        deadlines.put(endPoint,
                scheduler.schedule(endPoint::close, lifetime.toMillis(), TimeUnit.MILLISECONDS));
        open.enter(endPoint);
    }

    /** This connection is going to get such an answer. */
    void beginScrape(Connection connection) {
        scrapes.enter(connection.getEndPoint());
    }

    @Override
    public void onClosed(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        open.leave(endPoint);
        scrapes.leave(endPoint);
        Scheduler.Task deadline = deadlines.remove(endPoint);
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
