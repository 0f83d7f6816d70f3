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
 * Bounds how many connections a server has, and how long each goes without an answer. Jetty bounds the time between two
 * bytes, but not the whole of a request: who sends a byte now and then could keep a connection for ever. Where there are
 * too many, the one goes that has been without an answer for the longest time.
 */
final class ConnectionDeadlines extends AbstractLifeCycle implements Connection.Listener {
    private static final long LOOK_MILLIS = 500;

    private final int most;
    private final long nanos;
    private final Scheduler scheduler;
    /** When each has to be answered, in nanoseconds; soonest first, as each gets the same time. */
    private final Map<EndPoint, Long> deadlines = new LinkedHashMap<>();

    /**
     * @param most how many connections at once
     * @param time from opening a connection to its first answer, and from there to the next
     * @param scheduler is started before this
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

    /** A connection was answered. */
    synchronized void answered(EndPoint caller) {
        // One that is closed already must not come back.
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
