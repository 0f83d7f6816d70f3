package dev.hathora.operator.endpoint;

import java.util.LinkedHashSet;
import java.util.Set;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * A limited number of slots for callers. When all slots are taken, the oldest connection is closed to make room for the
 * new one. So active callers are always served, no matter how many idle connections there are. Jetty's own limit
 * rejects the newest connection, which would lock out probes.
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
