// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.text.Text;
import java.util.List;

/** Values that occur in the traces. */
public interface KnownValues {
    /** No values. */
    KnownValues NONE = (table, column) -> List.of();

    /**
     * A value.
     *
     * @param value the value, in the form that a condition has
     * @param description where it occurs
     */
    record Value(Text value, String description) {}

    /** Values of a column or field, the most frequent first; those that are found soon, not all. */
    List<Value> of(String table, String column);
}
