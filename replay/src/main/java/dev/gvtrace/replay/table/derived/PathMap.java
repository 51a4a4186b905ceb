// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value for each path of each container, in the order in which the paths first appeared. Its memory is bounded; what
 * does not fit is counted.
 *
 * @param <V> the value of a path
 */
final class PathMap<V> {
    /** The memory limit for paths and their values, in bytes. */
    static final long MOST_BYTES = 32L << 20;

    private static final long ENTRY_BYTES = 160;

    private final Map<Key, V> entries = new LinkedHashMap<>();
    private final long mostBytes;
    private final long valueBytes;
    private long bytes;
    private long refused;

    /** A map whose values take about that many bytes each. */
    PathMap(long valueBytes) {
        this(valueBytes, MOST_BYTES);
    }

    PathMap(long valueBytes, long mostBytes) {
        this.valueBytes = valueBytes;
        this.mostBytes = mostBytes;
    }

    /** A path in a container. */
    record Key(String container, String path) {}

    /** The value of the path, or null if it has none. */
    @Nullable
    V get(String container, String path) {
        return entries.get(new Key(container, path));
    }

    /** The value of the path, created if missing; null if there is no more room. */
    @Nullable
    V get(String container, String path, Supplier<V> maker) {
        Key key = new Key(container, path);
        V known = entries.get(key);
        if (known != null) {
            return known;
        }
        long more = ENTRY_BYTES + valueBytes + path.length();
        if (bytes + more > mostBytes) {
            refused++;
            return null;
        }
        bytes += more;
        V made = maker.get();
        entries.put(key, made);
        return made;
    }

    /** All values. */
    Collection<Map.Entry<Key, V>> all() {
        return entries.entrySet();
    }

    /** How often there was no room for a value. */
    long refused() {
        return refused;
    }
}
