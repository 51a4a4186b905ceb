// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was copied from one trace into another.
 *
 * @param messages number of messages
 * @param packetBytes their bytes, headers included
 * @param gaps number of gap records, including those in place of damage
 * @param damage what could not be read
 * @param closing how the recording ended; null when no closing record was read
 */
public record CopyReport(
        long messages,
        long packetBytes,
        long gaps,
        List<Damage> damage,
        @Nullable Closing closing) {
    /** Copies the list. */
    public CopyReport {
        damage = List.copyOf(damage);
    }
}
