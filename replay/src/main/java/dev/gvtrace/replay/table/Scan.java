// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import org.jspecify.annotations.Nullable;

/**
 * A request to a table, checked and ready to run over any number of traces at the same time. Immutable, thread-safe.
 *
 * @param schema the table with the columns that were asked for
 * @param from events before it are not shown to the scan, though they build the state; null for the beginning
 * @param to nothing after it is read
 * @param start makes the part of the scan that one trace takes
 */
public record Scan(TableSchema schema, @Nullable Moment from, Moment to, Start start) {
    /** Makes the part of a scan that one trace takes. */
    @FunctionalInterface
    public interface Start {
        /** A scan of a trace that puts its rows into the output. */
        TraceScan in(RowOutput out);
    }

    /** True if one reading of a trace can serve both. */
    public boolean sharesReadingWith(Scan other) {
        return to.equals(other.to) && (from == null ? other.from == null : from.equals(other.from));
    }
}
