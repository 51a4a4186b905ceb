// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.TableSchema;

/**
 * Adds a table. It is queried like any other, by {@code gvtrace query} and {@link dev.gvtrace.api.Trace#scan}; gvtrace
 * applies the columns, condition, span and limit of the query.
 */
public interface TableExtension {
    /**
     * The unique name of the table, and its columns. Names consist of letters, digits and underscores and begin with a
     * letter. Called once.
     */
    TableSchema schema();

    /**
     * Starts reading one trace. Called by several threads, once for each trace of each query; each reader is used by
     * one thread, with a sink of its own.
     *
     * @param rows receives the rows during the calls of the reader, the call at the end included
     */
    TraceReader start(RowSink rows);
}
