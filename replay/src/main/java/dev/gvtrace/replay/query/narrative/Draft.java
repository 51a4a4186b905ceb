// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * A sentence of a story before many of a kind are folded.
 *
 * @param timeNs when that was, ns since the epoch; 0 if unknown
 * @param event its event; 0 if there is none
 * @param text the sentence
 * @param fold what it may be folded with; null for one that stands on its own
 * @param object the file that it is about; empty for none
 * @param bytes how many bytes it is about; 0 for none
 */
record Draft(long timeNs, long event, Text text, @Nullable Fold fold, Text object, long bytes) {
    /** A sentence that stands on its own. */
    static Draft of(long timeNs, long event, Text text) {
        return new Draft(timeNs, event, text, null, Text.EMPTY, 0);
    }

    /** The same sentence, which may be folded with others. */
    Draft foldedBy(Fold.Kind kind, Text who, Text where, long size) {
        return new Draft(timeNs, event, text, new Fold(kind, who, where), object, size);
    }
}
