package dev.hathora.operator.endpoint;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Limits the number of a server's connections and the lifetime of each. Jetty limits the time between two bytes, but
 * not the total time of a request, so a client that sends a byte from time to time could keep a connection forever. A
 * connection serves one request.
 */
final class ConnectionBounds implements Connection.Listener {
    private final OldestMakesRoom open;
    private final OldestMakesRoom scrapes;
    private final Duration lifetime;
    private final Scheduler scheduler;
    private final Map<EndPoint, Scheduler.Task> deadlines = new ConcurrentHashMap<>();

    /**
     * @param connections the maximum number of concurrent connections
     * @param scrapes the maximum number of concurrent connections for scrapes, whose answers can be large
     * @param lifetime the maximum lifetime of a connection
     * @param scheduler must be started before the first connection
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

    /** Marks a connection as a scrape. */
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
