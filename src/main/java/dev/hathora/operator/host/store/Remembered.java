package dev.hathora.operator.host.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * A cache of records that never keeps an outdated value. A reader announces its read with {@link #expect} before it reads. A
 * writer calls {@link #forget} after its change, before the change is acknowledged. A value that was read before the change
 * is then not kept, however late the reader stores it.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class Remembered<K, V> {
    private final ConcurrentMap<K, Slot<V>> slots = new ConcurrentHashMap<>();
    private final int most;

    /** @param most the maximum number of entries; when it is reached, nothing is added */
    Remembered(int most) {
        this.most = most;
    }

    /** An entry, compared by identity. It has no value until it was read. */
    static final class Slot<V> {
        private volatile @Nullable V value;
    }

    /** The value of a key; empty: it is not cached. */
    Optional<V> get(K key) {
        Slot<V> slot = slots.get(key);
        return slot == null ? Optional.empty() : Optional.ofNullable(slot.value);
    }

    /** Announces a read. @return the entry for {@link #keep} or {@link #drop}; null: the value is not going to be kept */
    @Nullable
    Slot<V> expect(K key) {
        Slot<V> slot = slots.get(key);
        if (slot != null || slots.size() >= most) {
            return slot;
        }
        return slots.computeIfAbsent(key, absent -> new Slot<>());
    }

    /** Stores the value that was read, unless the key was forgotten in the meantime. */
    void keep(@Nullable Slot<V> slot, V value) {
        if (slot != null) {
            // If the key was forgotten, this entry is no longer in the map, and nobody sees the value.
            slot.value = value;
        }
    }

    /** Removes the entry again if no value was stored. */
    void drop(K key, @Nullable Slot<V> slot) {
        if (slot != null && slot.value == null) {
            slots.remove(key, slot);
        }
    }

    /** Has to be called when the record of a key has changed. */
    void forget(K key) {
        slots.remove(key);
    }

    /** Has to be called when any record may have changed. */
    void forgetAll() {
        slots.clear();
    }
}
