// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.TableSchema;

/**
 * Adds a table. It is asked like any other: by {@code gvtrace query} and {@link dev.gvtrace.api.Trace#scan}, with
 * columns, a condition, a span and a limit, none of which the extension has to care about.
 */
public interface TableExtension {
    /**
     * The name and the columns: letters, digits and underscores, a letter first. No other table has the name. Called
     * once.
     */
    TableSchema schema();

    /**
     * Begins the rows of one trace. Called by several threads, once for each trace of each query; each reader is used
     * by one thread, with a sink of its own.
     *
     * @param rows takes the rows, while the reader is shown events and when it is shown the end
     */
    TraceReader start(RowSink rows);
}
