// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.ledger.KeptRanges;
import dev.gvtrace.trace.ledger.LedgerEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What flight recorders let go and what they kept, according to a ledger. Consecutive files take one entry, so that
 * memory grows with what was kept, and not with the time that a recorder ran.
 */
final class LetGoFiles {
    private final int most;
    private final Map<UUID, NavigableMap<Integer, LetGo>> letGo = new HashMap<>();
    private final Map<UUID, KeptRanges> kept = new HashMap<>();
    private long files;
    private int entries;

    /**
     * None yet.
     *
     * @param most entries that are kept in memory
     */
    LetGoFiles(int most) {
        this.most = most;
    }

    /** A trigger keeps this file and later ones. */
    void triggered(UUID recording, int segment) {
        kept.computeIfAbsent(recording, id -> new KeptRanges()).begin(segment);
    }

    /** Files after the last one are let go again. */
    void kept(LedgerEvent.Kept event) {
        kept.computeIfAbsent(event.recording(), id -> new KeptRanges()).end(event.segment(), event.last());
    }

    /** Whether a trigger keeps this file. */
    boolean isKept(UUID recording, int segment) {
        KeptRanges ranges = kept.get(recording);
        return ranges != null && ranges.contains(segment);
    }

    /** Adds a file; false if there are too many entries. */
    boolean add(LedgerEvent.LetGo event) {
        NavigableMap<Integer, LetGo> ranges = letGo.computeIfAbsent(event.recording(), id -> new TreeMap<>());
        Map.Entry<Integer, LetGo> before = ranges.floorEntry(event.segment());
        if (before != null && before.getValue().contains(event.segment())) {
            return true;
        }
        LetGo added = LetGo.of(event);
        if (before != null && before.getValue().last() + 1 == added.first()) {
            ranges.put(before.getKey(), before.getValue().followedBy(added));
        } else if (entries < most) {
            entries++;
            ranges.put(added.first(), added);
        } else {
            return false;
        }
        files++;
        return true;
    }

    /** Forgets a recording of which nothing is left. */
    void forget(UUID recording) {
        NavigableMap<Integer, LetGo> ranges = letGo.remove(recording);
        entries -= ranges == null ? 0 : ranges.size();
        kept.remove(recording);
    }

    /** How many files were let go. */
    long files() {
        return files;
    }

    /** What was let go of a recording, in order. */
    Collection<LetGo> of(UUID recording) {
        NavigableMap<Integer, LetGo> ranges = letGo.get(recording);
        return ranges == null ? List.of() : ranges.values();
    }

    /** Whether this file was let go. */
    boolean contains(UUID recording, int segment) {
        NavigableMap<Integer, LetGo> ranges = letGo.get(recording);
        return ranges != null && with(segment, ranges) != null;
    }

    /** The range with this file; null if it was not let go. */
    static @Nullable LetGo with(int segment, NavigableMap<Integer, LetGo> ranges) {
        Map.Entry<Integer, LetGo> before = ranges.floorEntry(segment);
        return before != null && before.getValue().contains(segment) ? before.getValue() : null;
    }
}
