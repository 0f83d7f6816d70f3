package dev.hathora.operator.roomv2.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Limits the number of connections, and how long each may wait for an answer. Jetty limits the time between two bytes,
 * but not the duration of a whole request: a caller that sends a byte now and then could keep a connection open
 * forever. If there are too many connections, the one that has waited longest for an answer is closed.
 */
final class ConnectionDeadlines extends AbstractLifeCycle implements Connection.Listener {
    private static final long LOOK_MILLIS = 500;

    private final int most;
    private final long nanos;
    private final Scheduler scheduler;
    /** When each connection has to be answered, in nanoseconds; soonest first, as all have the same time limit. */
    private final Map<EndPoint, Long> deadlines = new LinkedHashMap<>();

    /**
     * @param most the maximum number of connections
     * @param time from the opening of a connection to its first answer, and from each answer to the next
     * @param scheduler has to be started before this object
     */
    ConnectionDeadlines(int most, Duration time, Scheduler scheduler) {
        this.most = most;
        this.nanos = time.toNanos();
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        lookLater();
    }

    private void lookLater() {
        scheduler.schedule(() -> {
            late().forEach(EndPoint::close);
            if (isRunning()) {
                lookLater();
            }
        }, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized List<EndPoint> late() {
        List<EndPoint> late = new ArrayList<>();
        for (Iterator<Map.Entry<EndPoint, Long>> all = deadlines.entrySet().iterator(); all.hasNext();) {
            Map.Entry<EndPoint, Long> first = all.next();
            if (first.getValue() - System.nanoTime() > 0) {
                break;
            }
            late.add(first.getKey());
            all.remove();
        }
        return late;
    }

    @Override
    public void onOpened(Connection connection) {
        begin(connection.getEndPoint()).forEach(EndPoint::close);
    }

    private synchronized List<EndPoint> begin(EndPoint caller) {
        List<EndPoint> tooMany = deadlines.size() >= most
                ? List.of(deadlines.keySet().iterator().next())
                : List.of();
        tooMany.forEach(deadlines::remove);
        deadlines.put(caller, System.nanoTime() + nanos);
        return tooMany;
    }

    /** Has to be called when a connection was answered. */
    synchronized void answered(EndPoint caller) {
        // A connection that is already closed must not be added again.
        if (deadlines.remove(caller) != null) {
            deadlines.put(caller, System.nanoTime() + nanos);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        remove(connection.getEndPoint());
    }

    private synchronized void remove(EndPoint caller) {
        deadlines.remove(caller);
    }
}
