// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What SQL is asked about. Thread-safe: threads of DuckDB ask too. */
public interface SqlContext {
    /** The tables; other ones after rules were loaded. */
    TraceTables tables();

    /** The names of the fields that the table of events has as columns on demand. */
    Collection<String> fields();

    /** True once the answer that runs is to end. */
    boolean isCancelled();

    /** The moment that tables which take one default to; null for none. */
    @Nullable
    Moment moment();

    /**
     * The last moment at which a table that shows one has a row, before the end; null if none is found.
     *
     * @param request names no moment
     */
    @Nullable
    Moment lastWithRows(ScanRequest request) throws RequestException;
}
