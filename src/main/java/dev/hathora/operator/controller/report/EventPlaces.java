package dev.hathora.operator.controller.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Places in the queue of events that wait to be written. A namespace may take as many places as are left for the
 * others: half of all places if it is alone, a third if another namespace wants as many. Thread-safe.
 */
final class EventPlaces {
    private final Map<String, Integer> taken = new HashMap<>();
    private int free;

    /** @param places the number of places */
    EventPlaces(int places) {
        this.free = places;
    }

    /**
     * Takes a place if the namespace may have one more.
     *
     * @return whether a place was taken
     */
    synchronized boolean take(String namespace) {
        int own = taken.getOrDefault(namespace, 0);
        if (own >= free) {
            return false;
        }
        taken.put(namespace, own + 1);
        free--;
        return true;
    }

    /** Gives a place back. */
    synchronized void leave(String namespace) {
        taken.computeIfPresent(namespace, (key, own) -> own == 1 ? null : own - 1);
        free++;
    }
}
