// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.ledger.LedgerLine;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What anchors state about one file: some of its heads, always the last one, and its seal. Memory is bounded: if there
 * are many heads, those in between are thinned out, since each head covers all blocks before it. Not thread-safe.
 */
final class AnchoredFile {
    private static final int MOST = 16;

    /** A head and the time of its anchor. */
    record At(ChainHead head, long timeNs) {
        String time() {
            return text(timeNs);
        }
    }

    private final NavigableMap<Long, At> heads = new TreeMap<>();
    private @Nullable At seal;
    private @Nullable String contradiction;

    static String text(long timeNs) {
        return LedgerLine.time(timeNs).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    void add(ChainHead head, long timeNs) {
        At at = new At(head, timeNs);
        At other = head.sealed() ? seal : heads.get(head.blocks());
        if (other != null) {
            if (!other.head().hash().equals(head.hash())) {
                contradiction = "the anchors at " + other.time() + " and " + at.time() + " contradict each other about "
                        + head.blocks() + " blocks of it";
            }
            return;
        }
        if (head.sealed()) {
            seal = at;
            return;
        }
        heads.put(head.blocks(), at);
        if (heads.size() > MOST) {
            thinOut();
        }
    }

    private void thinOut() {
        boolean[] drop = {false};
        long last = heads.lastKey();
        heads.keySet().removeIf(blocks -> {
            drop[0] = !drop[0];
            return drop[0] && blocks != last;
        });
    }

    /** Heads of the unsealed file, by the number of blocks. */
    NavigableMap<Long, At> heads() {
        return heads;
    }

    /** The sealed file; null if it was not sealed when it was anchored. */
    @Nullable
    At seal() {
        return seal;
    }

    /** Why the anchors cannot all be right; null if they can. */
    @Nullable
    String contradiction() {
        return contradiction;
    }

    /** The latest state that an anchor has. */
    At last() {
        return seal != null ? seal : heads.lastEntry().getValue();
    }
}
