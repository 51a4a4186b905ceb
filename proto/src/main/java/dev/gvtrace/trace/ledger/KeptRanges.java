// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The files of a recording that triggers keep, by their numbers. Not thread-safe. */
public final class KeptRanges {
    private final NavigableMap<Integer, Integer> lastByFirst = new TreeMap<>();

    /** None yet. */
    public KeptRanges() {}

    /** A trigger keeps this file and later ones, see {@link LedgerEvent.Triggered}. */
    public void begin(int first) {
        if (!contains(first)) {
            lastByFirst.put(first, Integer.MAX_VALUE);
        }
    }

    /** This file is the last one, see {@link LedgerEvent.Kept}. */
    public void end(int first, int last) {
        Map.Entry<Integer, Integer> open = lastByFirst.floorEntry(last);
        lastByFirst.put(open == null ? first : open.getKey(), last);
    }

    /** Whether this file is kept. */
    public boolean contains(int segment) {
        Map.Entry<Integer, Integer> before = lastByFirst.floorEntry(segment);
        return before != null && segment <= before.getValue();
    }

    /** Whether later files are kept, too. */
    public boolean isOpen() {
        Map.Entry<Integer, Integer> last = lastByFirst.lastEntry();
        return last != null && last.getValue() == Integer.MAX_VALUE;
    }
}
