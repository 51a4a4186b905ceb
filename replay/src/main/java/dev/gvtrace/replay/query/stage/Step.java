// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.TableSchema;
import java.util.function.Consumer;

/** A stage for rows whose columns are known. Used for one answer. */
interface Step {
    /** The columns of its rows. */
    TableSchema schema();

    /**
     * Its rows. Closing them closes those that they are made of.
     *
     * @param rows with the columns that it was prepared for
     * @param notes takes sentences about what was left out, in byte text
     */
    Cursor rows(Cursor rows, Consumer<String> notes);
}
