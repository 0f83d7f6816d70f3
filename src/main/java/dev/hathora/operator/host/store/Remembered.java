package dev.hathora.operator.host.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * What was read from records that change, kept in memory without ever keeping what a change has overtaken. Who reads says
 * so before; who has changed something forgets it, before anybody is told of the change. What was read before that is
 * then not kept, however late its reader comes.
 *
 * @param <K> what it is known by
 * @param <V> what was read
 */
final class Remembered<K, V> {
    private final ConcurrentMap<K, Slot<V>> slots = new ConcurrentHashMap<>();
    private final int most;

    /** @param most how much is kept; what comes later is not */
    Remembered(int most) {
        this.most = most;
    }

    /** Something that is read, and then known. Each is another one, also with the same value. */
    static final class Slot<V> {
        private volatile @Nullable V value;
    }

    /** What is known; empty: read it. */
    Optional<V> get(K key) {
        Slot<V> slot = slots.get(key);
        return slot == null ? Optional.empty() : Optional.ofNullable(slot.value);
    }

    /** Begins to read. @return for {@link #keep} or {@link #drop}; null: it is not going to be kept */
    @Nullable
    Slot<V> expect(K key) {
        Slot<V> slot = slots.get(key);
        if (slot != null || slots.size() >= most) {
            return slot;
        }
        return slots.computeIfAbsent(key, absent -> new Slot<>());
    }

    /** Keeps what was read, unless it was forgotten meanwhile. */
    void keep(@Nullable Slot<V> slot, V value) {
        if (slot != null) {
            // Whether or not it is still the one of its key: nobody finds one that was forgotten.
            slot.value = value;
        }
    }

    /** Nothing was found that could be kept. */
    void drop(K key, @Nullable Slot<V> slot) {
        if (slot != null && slot.value == null) {
            slots.remove(key, slot);
        }
    }

    /** It has changed. */
    void forget(K key) {
        slots.remove(key);
    }

    /** Anything may have changed. */
    void forgetAll() {
        slots.clear();
    }
}
