// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.IdHash;
import dev.gvtrace.replay.frame.Restored;
import org.jspecify.annotations.Nullable;

/**
 * A hash map from {@code int} without boxing: open addressing, linear probing, deletion by moving back. The slot of an
 * entry depends on random numbers ({@link IdHash}), so that a hostile sandbox cannot cause collisions; no output
 * depends on it.
 */
final class IntMap<V> implements Restored {
    private static final int INITIAL_BITS = 4;

    private int bits = INITIAL_BITS;
    private int[] keys = new int[1 << INITIAL_BITS];
    private @Nullable Object[] values = new @Nullable Object[1 << INITIAL_BITS];
    private int size;

    /** The value of the key, or null if there is none. */
    @SuppressWarnings("unchecked")
    @Nullable
    V get(int key) {
        int mask = keys.length - 1;
        for (int i = IdHash.slot(key, bits); ; i = i + 1 & mask) {
            Object value = values[i];
            if (value == null || keys[i] == key) {
                return (V) value;
            }
        }
    }

    /** Sets the key's value. */
    void put(int key, V value) {
        int mask = keys.length - 1;
        int i = IdHash.slot(key, bits);
        while (values[i] != null && keys[i] != key) {
            i = i + 1 & mask;
        }
        if (values[i] == null && ++size > keys.length / 2) {
            grow();
            mask = keys.length - 1;
            i = IdHash.slot(key, bits);
            while (values[i] != null) {
                i = i + 1 & mask;
            }
        }
        keys[i] = key;
        values[i] = value;
    }

    /** Removes the key. Returns its value, or null if it had none. */
    @SuppressWarnings("unchecked")
    @Nullable
    V remove(int key) {
        int mask = keys.length - 1;
        int i = IdHash.slot(key, bits);
        while (values[i] != null && keys[i] != key) {
            i = i + 1 & mask;
        }
        Object removed = values[i];
        if (removed != null) {
            size--;
            close(i, mask);
        }
        return (V) removed;
    }

    // Moves the entries after the hole back, as far as their own slots allow, so that no search ends too early.
    private void close(int hole, int mask) {
        int i = hole;
        for (int j = i + 1 & mask; values[j] != null; j = j + 1 & mask) {
            int home = IdHash.slot(keys[j], bits);
            if ((j - home & mask) >= (j - i & mask)) {
                keys[i] = keys[j];
                values[i] = values[j];
                i = j;
            }
        }
        values[i] = null;
    }

    private void grow() {
        distribute(bits + 1);
    }

    @Override
    public void restored() {
        distribute(bits);
    }

    private void distribute(int newBits) {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        bits = newBits;
        keys = new int[1 << bits];
        values = new @Nullable Object[1 << bits];
        int mask = keys.length - 1;
        for (int j = 0; j < oldKeys.length; j++) {
            if (oldValues[j] != null) {
                int i = IdHash.slot(oldKeys[j], bits);
                while (values[i] != null) {
                    i = i + 1 & mask;
                }
                keys[i] = oldKeys[j];
                values[i] = oldValues[j];
            }
        }
    }

    /** Releases its memory if it is empty. */
    void shrink() {
        if (size == 0) {
            bits = INITIAL_BITS;
            keys = new int[1 << bits];
            values = new @Nullable Object[1 << bits];
        }
    }

    /** Its size on the heap without the values. */
    long bytes() {
        return 64L + keys.length * 8L;
    }

    /** The number of keys with a value. */
    int size() {
        return size;
    }
}
