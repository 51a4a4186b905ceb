// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.List;

/** A stage of a question, which makes rows from rows. Immutable, thread-safe. */
sealed interface Stage permits Aggregate, Distinct, Fields, Limit, Sort, Timeline, Where {
    /**
     * The names of the columns that it reads from a table with the given columns. A table may have further columns on
     * demand, such as fields of events.
     *
     * @throws RequestException if the table cannot supply a column
     */
    List<String> reads(TableSchema table) throws RequestException;

    /** True if it keeps the columns, so that the next stage may name any column of the table. */
    boolean keepsColumns();

    /**
     * Prepares it for rows with the given columns.
     *
     * @throws RequestException if a column is missing or has the wrong type
     */
    Step over(TableSchema rows) throws RequestException;
}
