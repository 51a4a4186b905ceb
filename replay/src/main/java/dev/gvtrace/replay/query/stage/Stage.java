// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.List;

/** A stage of a question: takes rows, gives rows. Immutable, thread-safe. */
sealed interface Stage permits Aggregate, Distinct, Fields, Limit, Sort, Timeline, Where {
    /**
     * The columns that it reads, by name, of a table with these columns. A table may have more on demand, such as
     * fields of events.
     *
     * @throws RequestException if the table cannot have what it needs
     */
    List<String> reads(TableSchema table) throws RequestException;

    /** True if its rows have the columns of those it takes, so that the next stage may name any of the table. */
    boolean keepsColumns();

    /**
     * Prepares it for rows with these columns.
     *
     * @throws RequestException if a column is missing or has the wrong type
     */
    Step over(TableSchema rows) throws RequestException;
}
