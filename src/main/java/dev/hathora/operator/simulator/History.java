package dev.hathora.operator.simulator;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The history of each room id, whether the room exists or not. */
final class History {
    /** More than any test reads. A simulator that runs for days must not grow with every poll. */
    private static final int ENTRIES_PER_ROOM = 1_000;

    private final InstantSource clock;
    private final Map<String, Deque<HistoryEntry>> entries = new HashMap<>();

    History(InstantSource clock) {
        this.clock = clock;
    }

    void effect(String roomId, String actor, String effect) {
        add(roomId, actor, 0, effect);
    }

    /** Records how a call ended. Calls without a room id are not recorded. */
    synchronized void add(@Nullable String roomId, String operation, int status, String effect) {
        if (roomId == null) {
            return;
        }
        Deque<HistoryEntry> ofRoom = entries.computeIfAbsent(roomId, id -> new ArrayDeque<>());
        if (ofRoom.size() == ENTRIES_PER_ROOM) {
            makePlace(ofRoom);
        }
        ofRoom.addLast(new HistoryEntry(clock.instant(), operation, status, effect));
    }

    /** Drops the oldest read, so that many reads never displace earlier changes. */
    private static void makePlace(Deque<HistoryEntry> full) {
        for (Iterator<HistoryEntry> all = full.iterator(); all.hasNext();) {
            HistoryEntry entry = all.next();
            if (entry.status() != 0 && entry.operation().startsWith("get")) {
                all.remove();
                return;
            }
        }
        full.removeFirst();
    }

    synchronized List<HistoryEntry> of(String roomId) {
        Deque<HistoryEntry> ofRoom = entries.get(roomId);
        return ofRoom == null ? List.of() : List.copyOf(ofRoom);
    }
}
