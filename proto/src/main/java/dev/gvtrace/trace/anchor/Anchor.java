// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heads of the chains that have grown since the anchor before, at a moment. Immutable.
 *
 * <p>More than six components: one for each entry of the line.
 *
 * @param source what sends it
 * @param sequence its number, from 1
 * @param timeNs when it was made, nanoseconds since the epoch
 * @param undelivered how many anchors before it were not delivered, as far as the recorder knows
 * @param omitted how many heads of files were dropped so far because too many waited
 * @param last whether the recorder has ended and sends no further one
 * @param ledger the end of the ledger; null while there is none
 * @param heads the heads of files
 */
public record Anchor(
        AnchorSource source,
        long sequence,
        long timeNs,
        long undelivered,
        long omitted,
        boolean last,
        @Nullable LedgerHead ledger,
        List<ChainHead> heads) {
    /** The maximum number of heads in one anchor. */
    public static final int MOST_HEADS = 500;

    /** Copies the list. */
    public Anchor {
        heads = List.copyOf(heads);
    }
}
