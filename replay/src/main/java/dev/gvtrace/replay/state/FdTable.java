// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Open descriptors by number. One object for all who share the table (CLONE_FILES). */
public final class FdTable {
    private final TreeMap<Integer, FdInfo> open = new TreeMap<>();

    FdTable() {}

    /** The open descriptor of that number. */
    public @Nullable FdInfo get(int number) {
        return open.get(number);
    }

    /** How many are known to be open. */
    public int size() {
        return open.size();
    }

    /** All, in the order of their numbers. */
    public Collection<FdInfo> all() {
        return Collections.unmodifiableCollection(open.values());
    }

    void put(FdInfo fd) {
        open.put(fd.number(), fd);
    }

    @Nullable
    FdInfo remove(int number) {
        return open.remove(number);
    }
}
