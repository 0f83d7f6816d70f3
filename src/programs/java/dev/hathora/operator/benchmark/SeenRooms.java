package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Watchable;
import org.jspecify.annotations.Nullable;

/**
 * The resources as a user sees them in a watch. Every change is reported, so the number of changes is the number of
 * writes with an effect. Thread-safe.
 */
final class SeenRooms implements Watcher<HathoraRoom>, AutoCloseable {
    private final Map<String, Seen> rooms = new HashMap<>();
    private final Watch watch;
    private long writes;
    private long firstWrite = Long.MAX_VALUE;
    private long lastReady;
    private int ready;
    private int readyBefore;
    private @Nullable WatcherException closed;

    private static final class Seen {
        private boolean ready;
        private boolean suspended;
        private long readyAt;
        private @Nullable String processId;
    }

    @SuppressWarnings("this-escape") // final, and events come only when the watch is there
    SeenRooms(Watchable<HathoraRoom> resources) {
        watch = resources.watch(this);
    }

    @Override
    public synchronized void eventReceived(Action action, HathoraRoom room) {
        long now = System.nanoTime();
        if (action == Action.DELETED) {
            Seen gone = rooms.remove(room.getMetadata().getName());
            ready -= gone != null && gone.ready ? 1 : 0;
            return;
        }
        Seen seen = rooms.computeIfAbsent(room.getMetadata().getName(), name -> new Seen());
        if (action == Action.MODIFIED) {
            writes++;
            firstWrite = Math.min(firstWrite, now);
        }
        seen.suspended = isSettled(room, Phase.SUSPENDED);
        boolean readyNow = isReady(room);
        if (readyNow != seen.ready) {
            ready += readyNow ? 1 : -1;
            seen.ready = readyNow;
            seen.readyAt = seen.readyAt == 0 ? now : seen.readyAt;
        }
        if (readyNow) {
            lastReady = now;
            notifyAll();
            seen.processId = Objects.requireNonNull(room.getStatus().currentAllocation()).processId();
        }
    }

    private static boolean isReady(HathoraRoom room) {
        return isSettled(room, Phase.ACTIVE) && room.getStatus().connection() != null
                && room.getStatus().currentAllocation() != null;
    }

    /** In that phase, and up to date with the newest spec. */
    private static boolean isSettled(HathoraRoom room, Phase phase) {
        HathoraRoomStatus status = room.getStatus();
        return status != null && status.phase() == phase
                && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration());
    }

    synchronized int count() {
        requireSight();
        return rooms.size();
    }

    synchronized int ready() {
        requireSight();
        return ready;
    }

    /** How many are suspended, and up to date with the newest spec. */
    synchronized int suspended() {
        requireSight();
        return (int) rooms.values().stream().filter(room -> room.suspended).count();
    }

    /** Resets the counters for a contestant that starts with the rooms that are not ready yet. */
    synchronized void begin() {
        requireSight();
        writes = 0;
        firstWrite = Long.MAX_VALUE;
        readyBefore = ready;
    }

    /** How many rooms have become ready since the reset. */
    synchronized int readySinceBegin() {
        requireSight();
        return ready - readyBefore;
    }

    private void requireSight() {
        if (closed != null) {
            throw new IllegalStateException("The benchmark can't see the resources any more", closed);
        }
    }

    /** When a resource became ready for the first time, by {@link System#nanoTime()}; 0: not yet. */
    synchronized long readyAt(String name) {
        Seen seen = rooms.get(name);
        return seen == null ? 0 : seen.readyAt;
    }

    /** Seconds from the first write to each resource that became ready. */
    synchronized List<Double> secondsToEachReady() {
        return rooms.values().stream().filter(room -> room.readyAt != 0)
                .map(room -> (room.readyAt - firstWrite) / 1e9).toList();
    }

    /** Waits for a resource to be ready; false: it took longer. */
    synchronized boolean awaitReady(String name, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            while (rooms.get(name) == null || !rooms.get(name).ready) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    synchronized List<String> names() {
        return List.copyOf(rooms.keySet());
    }

    /** The processes that the rooms are on. */
    synchronized long processes() {
        return rooms.values().stream().map(room -> room.processId).filter(Objects::nonNull).distinct().count();
    }

    /** How many times resources have changed since the reset. */
    synchronized long writes() {
        return writes;
    }

    /** Seconds from the first write to the resource that became ready last. */
    synchronized double secondsToReady() {
        return (lastReady - firstWrite) / 1e9;
    }

    @Override
    public synchronized void onClose(WatcherException cause) {
        closed = cause;
    }

    @Override
    public void close() {
        watch.close();
    }
}
