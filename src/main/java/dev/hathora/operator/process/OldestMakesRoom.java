package dev.hathora.operator.process;

import java.util.LinkedHashSet;
import java.util.Set;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * A place for so many callers. One more, and the connection of the caller that has been in it for the longest time is
 * closed. So whoever asks and listens gets in, however many others only wait: refusing the newest, which is what Jetty's
 * own limit comes to, would keep out probes.
 */
final class OldestMakesRoom {
    private final int places;
    private final Set<EndPoint> taken = new LinkedHashSet<>();

    OldestMakesRoom(int places) {
        this.places = places;
    }

    void enter(EndPoint caller) {
        EndPoint oldest = add(caller);
        if (oldest != null) {
            oldest.close();
        }
    }

    private synchronized @Nullable EndPoint add(EndPoint caller) {
        taken.add(caller);
        if (taken.size() <= places) {
            return null;
        }
        EndPoint oldest = taken.iterator().next();
        taken.remove(oldest);
        return oldest;
    }

    synchronized void leave(EndPoint caller) {
        taken.remove(caller);
    }
}
