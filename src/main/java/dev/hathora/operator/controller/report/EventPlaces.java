package dev.hathora.operator.controller.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Places for events that wait to be written. A namespace may take as many as are left free for others: half of them where
 * it is alone, a third beside another one that wants as many. Thread-safe.
 */
final class EventPlaces {
    private final Map<String, Integer> taken = new HashMap<>();
    private int free;

    /** @param places how many there are */
    EventPlaces(int places) {
        this.free = places;
    }

    /** Takes a place, if this namespace may. */
    synchronized boolean take(String namespace) {
        int own = taken.getOrDefault(namespace, 0);
        if (own >= free) {
            return false;
        }
        taken.put(namespace, own + 1);
        free--;
        return true;
    }

    /** Gives one back. */
    synchronized void leave(String namespace) {
        taken.computeIfPresent(namespace, (key, own) -> own == 1 ? null : own - 1);
        free++;
    }
}
