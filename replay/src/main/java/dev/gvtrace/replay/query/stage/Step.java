// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.TableSchema;
import java.util.function.Consumer;

/** A stage prepared for rows with known columns. Used for one answer. */
interface Step {
    /** The columns of its rows. */
    TableSchema schema();

    /**
     * Applies the stage. Closing the result closes the given rows.
     *
     * @param rows rows with the columns for which it was prepared
     * @param notes receives notes about omitted rows, in byte text
     */
    Cursor rows(Cursor rows, Consumer<String> notes);
}
