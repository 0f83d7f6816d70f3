package dev.hathora.operator.host.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.hathora.operator.host.model.Address;
import dev.hathora.operator.host.model.GameProcess;
import org.jspecify.annotations.Nullable;

/**
 * Caches where rooms are, because clients ask for that all the time. As long as only this host changes the records, it knows
 * of every change. If another host may have changed them, or the outcome of a change is unknown, everything is read again.
 */
final class Locations {
    private static final int MOST = 100_000;
    /** A change whose outcome is unknown has taken effect by then, or never will. */
    private static final Duration DOUBT = Duration.ofMinutes(1);

    private final Remembered<RoomKey, String> processesOfRooms = new Remembered<>(MOST);
    private final Remembered<String, Address> addresses = new Remembered<>(MOST);
    private final LongSupplier term;
    private volatile long known;
    private volatile long trustedFrom = System.nanoTime();

    /** @param term the current term of this host as the leader; 0: it is not the leader */
    Locations(LongSupplier term) {
        this.term = term;
        this.known = term.getAsLong();
    }

    /** A room of an application. */
    record RoomKey(String appId, String roomId) {}

    /** Where a room is; empty: that is not cached. */
    Optional<Address> find(RoomKey room) {
        return isTrusted() ? processesOfRooms.get(room).flatMap(addresses::get) : Optional.empty();
    }

    /**
     * Reads where a room is, or places it, and caches the result.
     *
     * @param process gets the room's process from what was read; null: it is on none
     */
    <T> Optional<T> look(RoomKey room, Supplier<Optional<T>> read, Function<T, @Nullable GameProcess> process) {
        if (!isTrusted()) {
            return read.get();
        }
        Remembered.Slot<String> slot = processesOfRooms.expect(room);
        // If the process was not known before reading, a change of it in the meantime could be missed.
        String expected = processesOfRooms.get(room).orElse(null);
        Remembered.Slot<Address> address = expected == null ? null : addresses.expect(expected);
        try {
            Optional<T> found = read.get();
            GameProcess there = found.isEmpty() ? null : process.apply(found.get());
            if (there != null) {
                processesOfRooms.keep(slot, there.processId());
            }
            if (there != null && there.processId().equals(expected)) {
                addresses.keep(address, Address.of(there));
            }
            return found;
        } finally {
            drop(room, slot, expected, address);
        }
    }

    private void drop(RoomKey room, Remembered.@Nullable Slot<String> slot, @Nullable String process,
            Remembered.@Nullable Slot<Address> address) {
        processesOfRooms.drop(room, slot);
        if (process != null) {
            addresses.drop(process, address);
        }
    }

    /** Has to be called when a room was suspended or destroyed. */
    void forget(RoomKey room) {
        processesOfRooms.forget(room);
    }

    /** Has to be called when the state or the ports of a process have changed. */
    void forgetProcess(String processId) {
        addresses.forget(processId);
    }

    /** Has to be called when it is unknown whether something was changed. */
    void doubt() {
        trustedFrom = System.nanoTime() + DOUBT.toNanos();
        forgetAll();
    }

    private synchronized void forgetAll() {
        processesOfRooms.forgetAll();
        addresses.forgetAll();
    }

    private boolean isTrusted() {
        long now = term.getAsLong();
        if (now != 0 && now != known) {
            begin(now);
        }
        return now != 0 && System.nanoTime() - trustedFrom >= 0;
    }

    private synchronized void begin(long now) {
        if (now != known) {
            forgetAll();
            known = now;
        }
    }
}
